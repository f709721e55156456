package dev.palisade.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One command of a script: a name, arguments and options. It notes what was asked of it, so that a
 * misspelt option is an error rather than ignored. Not thread-safe.
 */
public final class Command {
  private final String name;
  private final boolean failureIsExpected;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();
  private final TreeSet<String> usedOptions = new TreeSet<>();
  private int usedArguments;

  private Command(String name, boolean failureIsExpected) {
    this.name = name;
    this.failureIsExpected = failureIsExpected;
  }

  /** Reads {@code name argument… key=value…}, perhaps with {@code !} before it. */
  static Command parse(String line) {
    boolean failureIsExpected = line.startsWith("!");
    String[] words = (failureIsExpected ? line.substring(1) : line).strip().split("\\s+");
    Command command = new Command(words[0], failureIsExpected);
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals <= 0) {
        command.arguments.add(words[i]);
      } else if (command.options.put(words[i].substring(0, equals), words[i].substring(equals + 1))
          != null) {
        throw new IllegalArgumentException("option given twice: " + words[i]);
      }
    }
    return command;
  }

  public String name() {
    return name;
  }

  boolean failureIsExpected() {
    return failureIsExpected;
  }

  /** How many arguments have not been taken. */
  public int argumentsLeft() {
    return arguments.size() - usedArguments;
  }

  /** Takes the next argument; {@code what} names it in the error if it is missing. */
  public String nextArgument(String what) {
    if (argumentsLeft() == 0) {
      throw new IllegalArgumentException("'" + name + "' needs " + what);
    }
    return arguments.get(usedArguments++);
  }

  /** Takes the next argument as a number. */
  public int nextInt(String what) {
    return number(nextArgument(what), what);
  }

  /** Takes all arguments that are left. */
  public List<String> remainingArguments() {
    List<String> rest = List.copyOf(arguments.subList(usedArguments, arguments.size()));
    usedArguments = arguments.size();
    return rest;
  }

  public boolean hasOption(String key) {
    return options.containsKey(key);
  }

  /** The option's value, or {@code absent}. */
  public String option(String key, String absent) {
    usedOptions.add(key);
    return options.getOrDefault(key, absent);
  }

  /** The option's value as a number, or {@code absent}. */
  public int intOption(String key, int absent) {
    return hasOption(key) ? number(option(key, ""), key) : absent;
  }

  /** Fails if the world did not look at an argument or an option. */
  void requireAllUsed() {
    if (argumentsLeft() > 0) {
      throw new IllegalArgumentException(
          "'" + name + "' takes no argument '" + arguments.get(usedArguments) + "'");
    }
    for (String key : options.keySet()) {
      if (!usedOptions.contains(key)) {
        throw new IllegalArgumentException("'" + name + "' has no option '" + key + "'");
      }
    }
  }

  private int number(String text, String what) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "'" + name + "' needs a number as " + what + ", was '" + text + "'", notANumber);
    }
  }
}
