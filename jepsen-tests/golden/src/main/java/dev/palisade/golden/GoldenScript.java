package dev.palisade.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script, and what became of it when it ran.
 *
 * @param name for messages, mostly the file's
 * @param blocks its blocks in order
 * @param closing lines after the last block: comments or nothing
 */
public record GoldenScript(String name, List<Block> blocks, List<String> closing) {
  private static final String SEPARATOR = "---";

  /**
   * Commands and the output expected of them.
   *
   * @param firstLine number of the first of {@code input} in the file, 1 for the first
   * @param input as it stands in the file, with comments and blank lines
   */
  public record Block(int firstLine, List<String> input, List<String> output) {}

  /** What becomes of a difference. */
  enum Mode {
    CHECK,
    UPDATE
  }

  /** All scripts of a directory, {@code *.txt}, ascending by name. */
  public static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      if (scripts.isEmpty()) {
        throw new IOException("no golden scripts (*.txt) in " + directory.toAbsolutePath());
      }
      return scripts;
    }
  }

  /**
   * Runs the script in this file. If the output differs from what the file says, the file is
   * rewritten when the system property {@code golden.update} is true.
   *
   * @throws AssertionError showing the difference, otherwise
   */
  public static void verify(Path file, ScriptedWorld world) throws IOException {
    verify(file, world, Boolean.getBoolean("golden.update") ? Mode.UPDATE : Mode.CHECK);
  }

  static void verify(Path file, ScriptedWorld world, Mode mode) throws IOException {
    GoldenScript expected = parse(file.getFileName().toString(), Files.readString(file));
    GoldenScript actual = expected.run(world);
    if (mode == Mode.UPDATE) {
      Files.writeString(file, actual.text());
      return;
    }
    if (!actual.equals(expected)) {
      throw new AssertionError(
          file
              + " gives another output (- expected, + actual); if that is right, run the test with"
              + " -Dgolden.update=true\n"
              + LineDifference.of(
                  expected.text().lines().toList(), actual.text().lines().toList()));
    }
  }

  /** Reads a script; throws IllegalArgumentException with the line if it is malformed. */
  public static GoldenScript parse(String name, String text) {
    List<Block> blocks = new ArrayList<>();
    List<String> input = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).equals(SEPARATOR)) {
        input.add(lines.get(at));
        continue;
      }
      int firstLine = at + 1 - input.size();
      List<String> output = new ArrayList<>();
      while (at + 1 < lines.size() && !lines.get(at + 1).isBlank()) {
        output.add(lines.get(++at));
      }
      at++; // The blank line, or the end.
      blocks.add(new Block(firstLine, input, output));
      input = new ArrayList<>();
    }
    for (String line : input) {
      if (isCommand(line)) {
        throw new IllegalArgumentException(
            name + ": the command '" + line + "' is not followed by a line " + SEPARATOR);
      }
    }
    return new GoldenScript(name, blocks, input);
  }

  /** The same script with the output that this world gives. */
  public GoldenScript run(ScriptedWorld world) {
    List<Block> ran = new ArrayList<>();
    for (Block block : blocks) {
      List<String> output = new ArrayList<>();
      for (int i = 0; i < block.input().size(); i++) {
        String line = block.input().get(i);
        if (isCommand(line)) {
          runLine(line.strip(), block.firstLine() + i, world).lines().forEach(output::add);
        }
      }
      ran.add(new Block(block.firstLine(), block.input(), output));
    }
    return new GoldenScript(name, ran, closing);
  }

  /** As it stands in a file. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      block.input().forEach(line -> text.append(line).append('\n'));
      text.append(SEPARATOR).append('\n');
      block.output().forEach(line -> text.append(line).append('\n'));
      if (i + 1 < blocks.size() || !closing.isEmpty()) {
        text.append('\n');
      }
    }
    closing.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private String runLine(String line, int lineNumber, ScriptedWorld world) {
    Command command;
    String output;
    try {
      command = Command.parse(line);
      output = command.failureIsExpected() ? errorOf(command, world) : world.run(command);
      command.requireAllUsed();
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "%s:%d: '%s' failed: %s".formatted(name, lineNumber, line, failure.getMessage()),
          failure);
    }
    if (output.lines().anyMatch(String::isBlank)) {
      throw new AssertionError(
          "%s:%d: the output of '%s' has a blank line, which would end it"
              .formatted(name, lineNumber, line));
    }
    return output;
  }

  private static String errorOf(Command command, ScriptedWorld world) {
    String output;
    try {
      output = world.run(command);
    } catch (RuntimeException expected) {
      return "error: " + expected.getMessage();
    }
    throw new AssertionError("it should fail, but gave: " + output);
  }

  private static boolean isCommand(String line) {
    return !line.isBlank() && !line.strip().startsWith("#");
  }
}
