package dev.palisade.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a script that completes commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Print a completion script for a shell.",
      "",
      "  bash: source <(palisade completion bash)",
      "  zsh:  source <(palisade completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  private enum Shell {
    bash,
    zsh
  }

  private final GlobalOptions options;

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  CompletionCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    if (shell == Shell.zsh) {
      // The script completes in bash's way, which zsh knows once its own completion is loaded.
      options.surroundings().out().println("autoload -U +X compinit && compinit");
    }
    options
        .surroundings()
        .out()
        .print(AutoComplete.bash("palisade", Palisade.commandLine(options)));
    options.surroundings().out().flush();
    return ExitCode.OK;
  }
}
