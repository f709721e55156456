package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What clients do, and what has to be true of it afterwards. Immutable. */
public interface Workload {
  /** As in commands, for example {@code fenced-register}. */
  String name();

  /** One sentence for people: what is done, and what must hold. */
  String explanation();

  /** How many workers it takes at least. */
  default int leastWorkers() {
    return 1;
  }

  /**
   * What is asked while faults are done; without end.
   *
   * @param seed decides it
   */
  Generator load(long seed);

  /**
   * What is asked once all is healed; ends once the system serves.
   *
   * @param keys that operations were asked to work on, each once, in the order of its first use
   */
  Generator last(List<Object> keys);

  /**
   * The function by which {@link #last} reads each key, where it does so key by key; of a key whose
   * last read did not succeed it is not known what it held.
   */
  default Optional<String> lastRead() {
    return Optional.empty();
  }

  /**
   * The functions that have to succeed at least once if they are invoked at all: without them what
   * is judged was not tested. Not those that a sound system may refuse each time in a short run, as
   * a compare-and-set that always finds another value, or a release of what this client never held.
   */
  Set<String> mustSucceed();

  /**
   * What has to be said of its history.
   *
   * @param history of this workload alone, as far as it goes
   */
  List<CheckResult> judge(History history, Judging judging) throws IOException;
}
