package dev.palisade.golden;

/** What a script talks to: made anew for each script. */
@FunctionalInterface
public interface ScriptedWorld {
  /**
   * Carries out a command.
   *
   * @return its output, without blank lines; empty if there is nothing to say
   * @throws RuntimeException if it cannot be carried out: the script fails, unless it says {@code
   *     !}
   */
  String run(Command command);
}
