package dev.palisade.cli;

/** Finds {@code -o json} in arguments that cannot be parsed. */
final class JsonWish {
  private JsonWish() {}

  /** Whether the arguments ask for JSON. */
  static boolean in(String... args) {
    boolean wanted = false;
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      String argument = args[i];
      String format = null;
      if (argument.equals("-o") || argument.equals("--output")) {
        format = i + 1 < args.length ? args[i + 1] : "";
      } else if (argument.startsWith("--output=")) {
        format = argument.substring("--output=".length());
      } else if (argument.startsWith("-o")) {
        format = argument.substring(argument.startsWith("-o=") ? 3 : 2);
      }
      wanted = format == null ? wanted : format.equalsIgnoreCase("json");
    }
    return wanted;
  }
}
