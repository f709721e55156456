import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or rewrites the format of every Java source below a folder, with google-java-format on the
 * class path: {@code java -cp google-java-format.jar FormatSources.java check|write FOLDER}.
 */
public final class FormatSources {
  private FormatSources() {}

  public static void main(String[] arguments) throws Exception {
    boolean write = arguments[0].equals("write");
    Path root = Path.of(arguments[1]);
    int wrong = 0;
    for (Path source : sources(root)) {
      String before = Files.readString(source);
      String after = formatted(before);
      if (before.equals(after)) {
        continue;
      }
      wrong++;
      System.err.println((write ? "formatted " : "not formatted: ") + root.relativize(source));
      if (write) {
        Files.writeString(source, after);
      }
    }
    if (wrong > 0 && !write) {
      System.err.println(wrong + " source(s) not formatted; run ./scripts/format");
      System.exit(1);
    }
  }

  private static String formatted(String source) throws Exception {
    String ordered = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
    return new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }
}
