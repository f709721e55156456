package dev.palisade.checker.search;

import dev.palisade.checker.search.Configuration.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Just-in-time linearization (Lowe 2017, "Testing for linearizability"): goes through the history
 * once and keeps all configurations that are possible. An open call takes effect only when some
 * call returns and needs it, so most interleavings never come up.
 *
 * <p>Beyond the paper: crashed calls are counted by kind instead of named, configurations that used
 * more of them than an equal one are dropped, and a call that only reads takes effect as soon as it
 * can, since doing so closes no way.
 */
public final class Frontier<S> {
  private static final int EXPANSIONS_BETWEEN_CHECKS = 64;

  private final Problem<S> problem;
  private final Budget budget;
  private final Automaton<S> automaton;
  private final Timeline timeline;
  private final CrashedCalls crashed;
  private final int usesFrom;
  private final long bytesEach;
  private final boolean[] readOnly;

  /** The open required calls that change something, and those that do not. */
  private final IntSet writers = new IntSet();

  private final IntSet readers = new IntSet();

  private List<Configuration> configurations = new ArrayList<>();
  private ConfigurationSet waiting;
  private ConfigurationSet passed;
  private final ArrayDeque<Configuration> queue = new ArrayDeque<>();
  private int returningSlot;
  private int expansions;
  private long heldBytes;

  private Frontier(Problem<S> problem, Budget budget) {
    this(problem, budget, null);
  }

  /**
   * @param counted the groups of crashed calls that are counted; null for all. With fewer, an order
   *     names the uses of the others by -1 minus their group
   */
  Frontier(Problem<S> problem, Budget budget, @Nullable BitSet counted) {
    this.problem = problem;
    this.budget = budget;
    this.automaton = new Automaton<>(problem, budget);
    this.timeline = new Timeline(problem);
    this.crashed = new CrashedCalls(problem, automaton, counted);
    this.usesFrom = (timeline.slotCount() + 63) / 64;
    int words = usesFrom + crashed.wordCount();
    this.bytesEach = 96 + 8L * words;
    this.waiting = new ConfigurationSet(usesFrom);
    this.passed = new ConfigurationSet(usesFrom);
    this.readOnly = new boolean[problem.size()];
    for (int call = 0; call < readOnly.length; call++) {
      readOnly[call] = problem.model().readOnly(problem.calls().get(call));
    }
    configurations.add(new Configuration(Automaton.INITIAL, new long[words], null));
  }

  /** Searches breadth first. */
  public static <S> SearchResult search(Problem<S> problem, Budget budget) {
    Frontier<S> frontier = new Frontier<>(problem, budget);
    try {
      return frontier.result();
    } finally {
      frontier.close();
    }
  }

  /** Searches, and answers what was still possible just before the call that fails, if one does. */
  public static <S> Optional<Stop<S>> explain(Problem<S> problem, Budget budget) {
    Frontier<S> frontier = new Frontier<>(problem, budget);
    try {
      int failing = frontier.run();
      return failing < 0
          ? Optional.empty()
          : Optional.of(new Stop<>(failing, frontier.configurationsTried()));
    } finally {
      frontier.close();
    }
  }

  /** A call whose completion no configuration passes, and the configurations before it. */
  public record Stop<S>(int failing, List<Reached<S>> reached) {}

  /** An order of calls and the state after it. */
  public record Reached<S>(S state, int[] order) {}

  SearchResult result() {
    int failing = run();
    return failing >= 0
        ? new SearchResult.None(failing)
        : new SearchResult.Found(mostReal().order());
  }

  private Configuration mostReal() {
    return Collections.min(configurations, Comparator.comparingInt(c -> c.uncountedUses));
  }

  CrashedCalls crashedCalls() {
    return crashed;
  }

  /** The first call whose completion no configuration passes, or -1. */
  private int run() {
    for (int event = 0; event < timeline.size(); event++) {
      int call = timeline.call(event);
      if (!timeline.isReturn(event)) {
        invoke(call);
      } else if (!complete(call)) {
        return call;
      }
    }
    return -1;
  }

  private List<Reached<S>> configurationsTried() {
    List<Reached<S>> reached = new ArrayList<>();
    for (Configuration c : waiting.toList()) {
      reached.add(new Reached<>(automaton.state(c.state), c.order()));
    }
    return reached;
  }

  void close() {
    budget.giveBack(heldBytes);
    automaton.close();
  }

  private void invoke(int call) {
    if (!problem.required()[call]) {
      crashed.invoked(call);
    } else if (readOnly[call]) {
      readers.add(call);
      int kind = automaton.kind(call);
      for (Configuration c : configurations) {
        if (automaton.next(c.state, kind) >= 0) {
          c.set(timeline.slot(call));
          c.append(call);
        }
      }
    } else {
      writers.add(call);
    }
  }

  /** Keeps the configurations in which a call can have taken effect; whether there are any. */
  private boolean complete(int call) {
    waiting = new ConfigurationSet(usesFrom);
    passed = new ConfigurationSet(usesFrom);
    returningSlot = timeline.slot(call);
    for (Configuration c : configurations) {
      admit(c);
    }
    for (Configuration c = queue.poll(); c != null; c = queue.poll()) {
      if (!c.dominated) {
        expand(c);
      }
    }
    (readOnly[call] ? readers : writers).remove(call);
    if (passed.size() == 0) {
      return false;
    }
    configurations = passed.toList();
    return true;
  }

  private void admit(Configuration c) {
    if (c.has(returningSlot)) {
      c.clear(returningSlot);
      passed.add(c);
    } else if (waiting.add(c)) {
      queue.add(c);
    }
  }

  private void expand(Configuration from) {
    if (++expansions % EXPANSIONS_BETWEEN_CHECKS == 0) {
      budget.check();
      account();
    }
    for (int i = 0; i < writers.size(); i++) {
      int call = writers.get(i);
      int slot = timeline.slot(call);
      if (!from.has(slot)) {
        int next = automaton.next(from.state, automaton.kind(call));
        if (next != Automaton.IMPOSSIBLE) {
          Configuration to = from.copy();
          to.set(slot);
          arrive(to, call, next);
        }
      }
    }
    for (int group = 0; group < crashed.groupCount(); group++) {
      if (!crashed.hasUnused(group, from.words, usesFrom)) {
        continue;
      }
      int next = automaton.next(from.state, crashed.kind(group));
      if (next != Automaton.IMPOSSIBLE && next != from.state) {
        Configuration to = from.copy();
        crashed.use(to.words, usesFrom, group);
        int member = crashed.nextMember(group, from.words, usesFrom);
        to.uncountedUses += member < 0 ? 1 : 0;
        arrive(to, member, next);
      }
    }
  }

  private void arrive(Configuration to, int call, int next) {
    to.path = Path.after(to.path, call);
    if (next >= 0) {
      settle(to, next);
      return;
    }
    for (int branch : automaton.branches(next)) {
      settle(to.copy(), branch);
    }
  }

  /** Lets all open calls that only read take effect where they can. */
  private void settle(Configuration c, int state) {
    c.state = state;
    for (int i = 0; i < readers.size(); i++) {
      int call = readers.get(i);
      int slot = timeline.slot(call);
      if (!c.has(slot) && automaton.next(state, automaton.kind(call)) >= 0) {
        c.set(slot);
        c.append(call);
      }
    }
    admit(c);
  }

  private void account() {
    long now = bytesEach * (configurations.size() + waiting.size() + passed.size());
    if (now > heldBytes) {
      budget.take(now - heldBytes);
    } else {
      budget.giveBack(heldBytes - now);
    }
    heldBytes = now;
  }
}
