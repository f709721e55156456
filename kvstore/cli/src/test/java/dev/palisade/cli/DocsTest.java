package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.workload.Workload;
import dev.palisade.harness.workload.Workloads;
import dev.palisade.kv.server.ConfigKey;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DocsTest {
  private static final Pattern COMMAND =
      Pattern.compile("(?:\\./scripts/)?palisade ([a-z]+)(?: ([a-z]+))?");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern CODE = Pattern.compile("```\n(.*?)```|`([^`\n]+)`", Pattern.DOTALL);

  /** A row of a table that tells options. */
  private static final Pattern OPTION = Pattern.compile("^\\| `-");

  private static final Pattern NAMED_OPTION = Pattern.compile("`(--?[a-z]+)");

  @Test
  void theReadmeNamesTheTwoCommandsToBeginWith() throws IOException {
    assertThat(read("README.md")).contains("\n./scripts/palisade demo ", "\n./mvnw verify ");
  }

  @Test
  void everySettingIsInTheTableAsTheServerKnowsIt() throws IOException {
    StringBuilder expected = new StringBuilder();
    for (ConfigKey key : ConfigKey.values()) {
      expected.append("| `").append(key.key()).append("` | ");
      expected.append(standard(key));
      expected.append(" | ").append(key.description()).append(" |\n");
    }
    assertThat(read("docs/operations.md")).contains("|---|---|---|\n" + expected + "\n");
  }

  private static String standard(ConfigKey key) {
    if (key.standard() == null) {
      return "must be given";
    }
    return key.standard().isEmpty() ? "its address in `members`" : "`" + key.standard() + "`";
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/operations.md", "docs/chaos.md", "docs/chaos-runs.md"})
  void everyCommandThatIsNamedExists(String document) throws IOException {
    CommandLine root = Palisade.commandLine(new GlobalOptions(Surroundings.ofThisProcess()));
    List<String> named = commands(read(document));
    assertThat(named).isNotEmpty();
    for (String command : named) {
      CommandLine at = root;
      for (String word : command.split(" ")) {
        if (at.getSubcommands().isEmpty()) {
          break; // What follows is an argument.
        }
        assertThat(at.getSubcommands())
            .as("'palisade %s' in %s", command, document)
            .containsKey(word);
        at = Objects.requireNonNull(at.getSubcommands().get(word));
      }
    }
  }

  @Test
  void everyExitCodeIsExplained() throws Exception {
    String operations = read("docs/operations.md");
    for (Field code : ExitCode.class.getFields()) {
      assertThat(operations).as(code.getName()).contains("\n| " + code.getInt(null) + " | ");
    }
  }

  @Test
  void everyOptionOfAChaosRunIsInTheTableWithWhatHoldsUnlessItIsGiven() throws IOException {
    CommandLine root = Palisade.commandLine(new GlobalOptions(Surroundings.ofThisProcess()));
    CommandLine chaos = Objects.requireNonNull(root.getSubcommands().get("chaos"));
    CommandLine run = Objects.requireNonNull(chaos.getSubcommands().get("run"));
    List<String> rows = read("docs/chaos-runs.md").lines().filter(OPTION.asPredicate()).toList();
    for (CommandLine.Model.OptionSpec option : run.getCommandSpec().options()) {
      if (option.inherited() || option.usageHelp() || option.versionHelp()) {
        continue;
      }
      String standard = option.defaultValue();
      assertThat(rows)
          .as(option.longestName())
          .anyMatch(
              row ->
                  row.matches("\\|.*`" + option.longestName() + "[ `].*")
                      && (standard == null || row.endsWith(" | `" + standard + "` |")));
    }
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(NAMED_OPTION.matcher(row.split("\\|", 3)[1]).results())
                    .allSatisfy(
                        named ->
                            assertThat(run.getCommandSpec().findOption(named.group(1)))
                                .as(row)
                                .isNotNull()));
  }

  @Test
  void everyWorkloadIsInTheTable() throws IOException {
    String chaos = read("docs/chaos.md");
    for (Workload workload : Workloads.all()) {
      assertThat(chaos).contains("\n| `" + workload.name() + "` | ");
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkAndPictureIsAFile(Path document) throws IOException {
    Path folder = Objects.requireNonNull(document.getParent());
    assertThat(
            LINK.matcher(Files.readString(document)).results().map(link -> link.group(1)).toList())
        .filteredOn(link -> !link.contains("://"))
        .allSatisfy(link -> assertThat(folder.resolve(link)).as("in " + document).exists());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void noMachineOfOursIsNamed(Path document) throws IOException {
    assertThat(Files.readString(document))
        .as(document.toString())
        .doesNotContain("/root/", "/home/", "/tmp/", "/work/");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Repository.root());
        Stream<Path> docs = Files.walk(Repository.root().resolve("docs"))) {
      return Stream.concat(top, docs).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  private static List<String> commands(String document) {
    List<String> commands = new ArrayList<>();
    CODE.matcher(document)
        .results()
        .map(code -> code.group(1) == null ? code.group(2) : code.group(1))
        .forEach(
            code ->
                code.lines()
                    .map(line -> line.replaceFirst("^\\$ ", "").strip())
                    .map(COMMAND::matcher)
                    .filter(matcher -> matcher.lookingAt())
                    .map(
                        matcher ->
                            matcher.group(1)
                                + (matcher.group(2) == null ? "" : " " + matcher.group(2)))
                    .forEach(commands::add));
    return commands;
  }

  private static String read(String document) throws IOException {
    return Files.readString(Repository.root().resolve(document));
  }
}
