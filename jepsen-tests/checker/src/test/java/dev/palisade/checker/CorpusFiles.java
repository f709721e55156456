package dev.palisade.checker;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the collected histories with known verdicts need, and no more. */
final class CorpusFiles {
  private static final Pattern ETCD =
      Pattern.compile("INFO +jepsen\\.util - (\\d+)\\s+:(\\w+)\\s+:(\\w+)\\s+(.*)");
  private static final Pattern EDN =
      Pattern.compile(
          ":process (\\d+), :type :(\\w+), :f :(\\w+)(?:, :key \"(\\d+)\")?, :value ([^}]*)}");

  private CorpusFiles() {}

  /** A file, its model and its verdict, as the table of verdicts names them. */
  record Row(Path file, String model, String verdict) {
    @Override
    public String toString() {
      return file.getFileName().toString();
    }
  }

  /** The folder of the histories: a property, or beside the repository. */
  static Path folder() {
    return Path.of(System.getProperty("palisade.corpora", "../../../shared/corpora"));
  }

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder().resolve("verdicts.tsv"))) {
      String[] fields = line.split("\t", -1);
      if (!fields[0].equals("file")) {
        rows.add(new Row(folder().resolve(fields[0]), fields[1], fields[4]));
      }
    }
    return rows;
  }

  static History read(Path file) throws IOException {
    History.Builder history = History.builder();
    int line = 0;
    for (String text : Files.readAllLines(file)) {
      line++;
      Matcher etcd = ETCD.matcher(text);
      Matcher edn = EDN.matcher(text);
      if (etcd.matches()) {
        history.add(line, op(etcd, null, etcd.group(4)));
      } else if (edn.find()) {
        history.add(line, op(edn, edn.group(4), edn.group(5)));
      }
    }
    return history.build();
  }

  private static Op op(Matcher fields, @Nullable String key, String value) {
    OpType type = OpType.valueOf(fields.group(2).toUpperCase(Locale.ROOT));
    int process = Integer.parseInt(fields.group(1));
    return Op.of(process, type, fields.group(3), value(value.strip())).onKey(key);
  }

  private static @Nullable Object value(String text) {
    if (text.equals("nil") || text.startsWith(":")) {
      return null;
    }
    if (text.startsWith("\"")) {
      return text.substring(1, text.length() - 1);
    }
    if (!text.startsWith("[")) {
      return Long.valueOf(text);
    }
    List<Object> elements = new ArrayList<>();
    for (String element : text.substring(1, text.length() - 1).split(" ", -1)) {
      elements.add(Long.valueOf(element));
    }
    return elements;
  }
}
