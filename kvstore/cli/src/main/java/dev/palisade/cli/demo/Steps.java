package dev.palisade.cli.demo;

import dev.palisade.cli.Failures;
import dev.palisade.cli.output.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells numbered steps to a reader as they happen, and keeps count of which held.
 *
 * <pre>
 *  3  A fence mints tokens that only rise
 *     worker-a               token 7
 *     worker-b               token 9
 *     ok                     the later token is higher (0.1 s)
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class Steps {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String FAINT = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";
  private static final int LABEL_WIDTH = 22;

  private final PrintStream out;
  private final boolean colours;
  private final List<Json> told = new ArrayList<>();
  private int held;

  /**
   * @param out where the story is written
   * @param colours whether that is a terminal
   */
  Steps(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** What a step does; it tells what it sees and throws {@link DidNotHold} or anything else. */
  interface Body {
    /**
     * Runs the step.
     *
     * @return what it has shown, in a sentence without a full stop
     */
    String run() throws Exception;
  }

  /** What a step claims did not hold. */
  static final class DidNotHold extends Exception {
    private static final long serialVersionUID = 1;

    DidNotHold(String what) {
      super(what);
    }
  }

  /** Tells one step; returns whether it held. Interruption passes through. */
  boolean step(String title, Body body) throws InterruptedException {
    int number = told.size() + 1;
    out.println(String.format("%2d  %s", number, paint(BOLD, title)));
    out.flush();
    long start = System.nanoTime();
    String verdict;
    boolean ok = false;
    try {
      verdict = body.run();
      ok = true;
      held++;
    } catch (InterruptedException e) {
      throw e;
    } catch (DidNotHold e) {
      verdict = String.valueOf(e.getMessage());
    } catch (Exception e) {
      verdict = String.valueOf(Failures.of(e).getMessage());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    String took = String.format(Locale.ROOT, "(%.1f s)", seconds);
    line(
        ok ? paint(GREEN, "ok") : paint(RED, "FAILED"),
        ok ? 2 : 6,
        verdict + " " + paint(FAINT, took));
    out.println();
    out.flush();
    told.add(
        Json.object()
            .put("step", number)
            .put("title", title)
            .put("held", ok)
            .put("verdict", verdict)
            .put("seconds", Math.round(seconds * 1000) / 1000.0));
    return ok;
  }

  /** Tells a detail of the running step. */
  void tell(String label, String text) {
    line(label, label.length(), text);
    out.flush();
  }

  /** How many steps were told. */
  int count() {
    return told.size();
  }

  /** How many of them held. */
  int held() {
    return held;
  }

  /** The steps so far. */
  List<Json> json() {
    return List.copyOf(told);
  }

  private void line(String label, int shownWidth, String text) {
    out.println("    " + label + " ".repeat(Math.max(1, LABEL_WIDTH - shownWidth)) + text);
  }

  private String paint(String colour, String text) {
    return colours ? colour + text + PLAIN : text;
  }
}
