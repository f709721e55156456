package dev.palisade.checker;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collected histories with known verdicts. */
final class CorpusFiles {
  private CorpusFiles() {}

  /** A file, its model and its verdict, as the table of verdicts names them. */
  record Row(Path file, String model, String verdict) {

    History history() throws IOException {
      String name = file.toString();
      if (name.endsWith(".log")) {
        return HistoryFormat.ETCD.read(file);
      }
      return (name.endsWith(".txt") ? HistoryFormat.KV : HistoryFormat.EDN).read(file);
    }

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
}
