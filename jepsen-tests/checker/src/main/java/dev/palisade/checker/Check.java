package dev.palisade.checker;

import dev.palisade.checker.Linearizability.Evidence;
import dev.palisade.checker.Verdict.Undecided;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.NotUnderstoodException;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Relevance;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.Problem;
import dev.palisade.checker.search.Replay;
import dev.palisade.checker.search.SearchResult;
import dev.palisade.checker.value.Unread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One run of the checker over one history: splits it, decides each part, and joins the answers. */
final class Check<S> {
  private static final long MOST_NANOS_OF_EVIDENCE = 10_000_000_000L;

  private final Model<S> model;
  private final Linearizability.Options options;
  private final History history;
  private final Budget budget;
  private @Nullable NotUnderstoodException notUnderstood;

  /** A part of the history that is decided alone. */
  private record Partition<S>(@Nullable Object key, Problem<S> problem) {}

  Check(Model<S> model, Linearizability.Options options, History history) {
    this.model = model;
    this.options = options;
    this.history = history;
    this.budget = new Budget(options.timeout().toNanos(), options.memoryBytes());
  }

  Verdict run() {
    List<Partition<S>> partitions = partitions();
    List<Decision> decisions = decideAll(partitions);
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i) instanceof Decision.Decided(var algorithm, SearchResult.None none)) {
        return violation(partitions.get(i), algorithm, none.failing());
      }
    }
    if (notUnderstood != null) {
      throw notUnderstood;
    }
    for (int i = 0; i < decisions.size(); i++) {
      if (decisions.get(i) instanceof Decision.Open(var algorithm, var cause, var detail)) {
        String where = partitions.size() == 1 ? "" : " at key " + partitions.get(i).key();
        return new Undecided(
            algorithm,
            cause,
            "%s%s; %d calls matter there"
                .formatted(detail, where, partitions.get(i).problem.size()));
      }
    }
    return linearizable(partitions, decisions);
  }

  /**
   * The calls of each object, in the order in which the objects are first seen; without the objects
   * of which some call is not understood.
   */
  private List<Partition<S>> partitions() {
    Map<Object, List<Call>> byKey = new HashMap<>();
    List<Object> keys = new ArrayList<>();
    Set<Object> doubtful = new HashSet<>();
    Object noKey = new Object();
    Object lastKey = noKey;
    List<Call> calls = null;
    for (Call call : history.calls()) {
      Object key = Objects.requireNonNullElse(model.partition(call), noKey);
      if (calls == null || !key.equals(lastKey)) {
        calls = byKey.computeIfAbsent(key, k -> new ArrayList<>());
        lastKey = key;
        if (calls.isEmpty()) {
          keys.add(key);
        }
      }
      if (isUnderstood(call)) {
        calls.add(call);
      } else {
        doubtful.add(key);
      }
    }
    keys.removeAll(doubtful);
    List<Partition<S>> partitions = new ArrayList<>();
    for (Object key : keys) {
      List<Call> own = Objects.requireNonNull(byKey.get(key));
      partitions.add(new Partition<>(key.equals(noKey) ? null : key, Problem.of(model, own)));
    }
    return partitions;
  }

  private boolean isUnderstood(Call call) {
    String objection = model.objection(call);
    if (objection == null) {
      Unread unread = call.unread();
      if (unread != null && model.relevance(call) != Relevance.IRRELEVANT) {
        objection = unread + " is not understood: " + unread.reason();
      }
    }
    if (objection != null && notUnderstood == null) {
      notUnderstood = new NotUnderstoodException(history.line(call.invokedAt()), objection);
    }
    return objection == null;
  }

  private List<Decision> decideAll(List<Partition<S>> partitions) {
    int threads = Math.min(options.threads(), partitions.size());
    if (threads <= 1) {
      List<Decision> decisions = new ArrayList<>();
      for (Partition<S> partition : partitions) {
        decisions.add(decide(partition, options.threads()));
      }
      return decisions;
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Decision>> futures = new ArrayList<>();
      for (Partition<S> partition : partitions) {
        futures.add(pool.submit(() -> decide(partition, 1)));
      }
      List<Decision> decisions = new ArrayList<>();
      for (Future<Decision> future : futures) {
        decisions.add(future.get());
      }
      return decisions;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(
          new Decision.Open(
              options.algorithm(), Verdict.Cause.INTERRUPTED, "the thread was interrupted"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a search failed", e.getCause());
    }
  }

  /** Decides a partition; a violation ends the search in all others. */
  private Decision decide(Partition<S> partition, int threads) {
    Decision decision = Decider.decide(partition.problem, options.algorithm(), budget, threads);
    if (decision instanceof Decision.Decided(var algorithm, SearchResult.None none)) {
      budget.cancel();
    }
    return decision;
  }

  /** Verifies every order again, and merges them by the instants at which calls take effect. */
  private Verdict linearizable(List<Partition<S>> partitions, List<Decision> decisions) {
    int total = 0;
    long[] byInstant = new long[history.callCount()];
    int[] positions = new int[byInstant.length];
    Algorithm slowest =
        options.algorithm() == Algorithm.AUTO ? Algorithm.REVISIONS : options.algorithm();
    for (int i = 0; i < decisions.size(); i++) {
      Problem<S> problem = partitions.get(i).problem;
      if (!(decisions.get(i)
          instanceof Decision.Decided(var algorithm, SearchResult.Found(int[] order)))) {
        throw new IllegalStateException("not a linearization: " + decisions.get(i));
      }
      slowest = algorithm.compareTo(slowest) > 0 ? algorithm : slowest;
      int[] instants = verified(problem, order, algorithm);
      for (int place = 0; place < order.length; place++) {
        positions[total] = problem.calls().get(order[place]).invokedAt();
        byInstant[total] = ((long) instants[place] << 32) | total;
        total++;
      }
    }
    Arrays.sort(byInstant, 0, total);
    int[] merged = new int[total];
    for (int i = 0; i < total; i++) {
      merged[i] = positions[(int) byInstant[i]];
    }
    return new Verdict.Linearizable(slowest, new IntList(merged));
  }

  private static <S> int[] verified(Problem<S> problem, int[] order, Algorithm algorithm) {
    return switch (Replay.of(problem, order)) {
      case Replay.Valid(int[] instants) -> instants;
      case Replay.Invalid(int call, String reason) ->
          throw new IllegalStateException(
              "%s answered with a wrong order, a mistake of the checker: %s %s"
                  .formatted(algorithm.label(), problem.calls().get(call), reason));
    };
  }

  private Verdict violation(Partition<S> partition, Algorithm algorithm, int failing) {
    Problem<S> problem = partition.problem;
    if (options.evidence() == Evidence.FAILING_CALL) {
      return new Verdict.Violation(
          algorithm,
          partition.key,
          problem.calls().get(failing),
          List.of(),
          List.of(),
          List.of(),
          history);
    }
    Budget rest = new Budget(evidenceNanos(), options.memoryBytes());
    return new Findings<>(history, partition.key, problem, rest).gather(algorithm, failing);
  }

  /** The verdict stands already, so what is left of the time need not all be used. */
  private long evidenceNanos() {
    long some = Math.min(budget.remainingNanos(), MOST_NANOS_OF_EVIDENCE);
    return Math.max(some, options.timeout().toNanos() / 10);
  }
}
