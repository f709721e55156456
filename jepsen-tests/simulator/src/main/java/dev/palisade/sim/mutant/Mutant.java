package dev.palisade.sim.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One deliberate defect. Written as a text of this form, a resource beside this class:
 *
 * <pre>
 *   # The mechanism that is taken out.
 *   seed 17
 *   in dev/palisade/raft/core/Leader.java
 *   &lt;&lt;&lt;&lt;
 *   lines that are there exactly once
 *   ====
 *   lines that stand there instead
 *   &gt;&gt;&gt;&gt;
 * </pre>
 *
 * @param name says what is wrong
 * @param mechanism says what would be right, and where it comes from
 * @param seed one that shows it, or did when the sources were others
 * @param edits in order; a file may be edited more than once
 */
public record Mutant(String name, String mechanism, long seed, List<Edit> edits) {
  /** A change of one source file, named as on the class path. */
  public record Edit(String file, String before, String after) {
    /**
     * The source, changed.
     *
     * @param mutant whose edit it is, for people
     * @throws IllegalStateException if the lines are not there exactly once
     */
    public String applyTo(String source, String mutant) {
      int at = source.indexOf(before);
      if (at < 0 || source.indexOf(before, at + 1) >= 0) {
        throw new IllegalStateException(
            "mutant "
                + mutant
                + " looks for lines that are not there exactly once in "
                + file
                + ":\n"
                + before
                + "\nWrite it anew for the source as it is now.");
      }
      return source.substring(0, at) + after + source.substring(at + before.length());
    }
  }

  /** All mutants, in the order of the registry. */
  public static List<Mutant> all() {
    return text("/dev/palisade/sim/mutant/registry.txt")
        .lines()
        .map(name -> parse(name, text("/dev/palisade/sim/mutant/" + name + ".txt")))
        .toList();
  }

  /**
   * The files that this mutant changes, changed.
   *
   * @throws IllegalStateException if a source has changed so that an edit does not fit any more
   */
  public TreeMap<String, String> sources() {
    TreeMap<String, String> sources = new TreeMap<>();
    for (Edit edit : edits) {
      String source =
          sources.containsKey(edit.file)
              ? sources.get(edit.file)
              : text("/dev/palisade/sim/sources/" + edit.file);
      sources.put(edit.file, edit.applyTo(source, name));
    }
    return sources;
  }

  /**
   * Reads the form above.
   *
   * @throws IllegalStateException if it names no mechanism or changes nothing
   */
  public static Mutant parse(String name, String text) {
    String mechanism = "";
    List<Edit> edits = new ArrayList<>();
    String file = "";
    long seed = 1;
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    StringBuilder part = null;
    for (String line : text.lines().toList()) {
      if (part == null && line.startsWith("# ")) {
        mechanism = line.substring(2);
      } else if (part == null && line.startsWith("seed ")) {
        seed = Long.parseLong(line.substring(5));
      } else if (part == null && line.startsWith("in ")) {
        file = line.substring(3);
      } else if (line.equals("<<<<")) {
        before.setLength(0);
        part = before;
      } else if (line.equals("====")) {
        after.setLength(0);
        part = after;
      } else if (line.equals(">>>>")) {
        edits.add(new Edit(file, withoutEnd(before), withoutEnd(after)));
        part = null;
      } else if (part != null) {
        part.append(line).append('\n');
      }
    }
    if (mechanism.isEmpty() || edits.isEmpty()) {
      throw new IllegalStateException("mutant " + name + " names no mechanism or changes nothing");
    }
    return new Mutant(name, mechanism, seed, List.copyOf(edits));
  }

  private static String withoutEnd(StringBuilder lines) {
    return lines.isEmpty() ? "" : lines.substring(0, lines.length() - 1);
  }

  private static String text(String resource) {
    try (InputStream in = Mutant.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
