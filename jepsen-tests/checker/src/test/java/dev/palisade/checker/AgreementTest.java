package dev.palisade.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.Linearizability.Evidence;
import dev.palisade.checker.ModelsUnderTest.Subject;
import dev.palisade.checker.history.History;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.RegisterAccess;
import dev.palisade.checker.search.Budget;
import dev.palisade.checker.search.Problem;
import dev.palisade.checker.search.Replay;
import dev.palisade.checker.search.SearchResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares all algorithms with an exhaustive search on random small histories. {@code
 * -Dpalisade.agreement.histories} sets how many, over all models; {@code -Dpalisade.agreement.seed}
 * the first seed.
 */
class AgreementTest {
  private static final int HISTORIES = Integer.getInteger("palisade.agreement.histories", 200_000);
  private static final long SEED = Long.getLong("palisade.agreement.seed", 1);
  private static final List<Algorithm> COMPARED =
      List.of(
          Algorithm.REVISIONS,
          Algorithm.ZONES,
          Algorithm.FRONTIER,
          Algorithm.WGL,
          Algorithm.REFINEMENT);
  private static final Set<Algorithm> NAME_THE_FIRST_FAILING =
      EnumSet.of(Algorithm.ZONES, Algorithm.FRONTIER, Algorithm.WGL);

  static List<Subject> subjects() {
    return ModelsUnderTest.all();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyAlgorithmAgreesWithExhaustiveSearch(Subject subject) {
    int count = HISTORIES / subjects().size() + 1;
    Map<Algorithm, Integer> decided = new EnumMap<>(Algorithm.class);
    int violations = 0;
    for (long seed = SEED; seed < SEED + count; seed++) {
      violations += compare(subject, subject.model(), seed, decided);
    }
    System.out.println(
        "%s: %d histories, %d violations, decided %s"
            .formatted(subject, count, violations, decided));
    assertThat(violations).isBetween(count / 50, count * 49 / 50);
    assertThat(decided)
        .containsEntry(Algorithm.FRONTIER, count)
        .containsEntry(Algorithm.WGL, count);
    if (subject.model() instanceof RegisterAccess<?>) {
      assertThat(decided).containsEntry(Algorithm.REFINEMENT, count);
    }
    if (subject.name().contains("unique")) {
      assertThat(decided.get(Algorithm.ZONES)).isGreaterThan(count / 2);
    }
  }

  private static <S> int compare(
      Subject subject, Model<S> model, long seed, Map<Algorithm, Integer> decided) {
    Random random = new Random(seed * 7919);
    History history =
        new RandomHistories<>(model, subject.requests(), random).next(2 + random.nextInt(6));
    Problem<S> problem = Problem.of(model, history.calls());
    Budget budget = new Budget(Duration.ofSeconds(60).toNanos(), Long.MAX_VALUE / 2);
    boolean expected = decide(problem, Algorithm.EXHAUSTIVE, budget) instanceof SearchResult.Found;
    int failing = -1;
    for (Algorithm algorithm : COMPARED) {
      String repeat =
          "%s on %s; repeat with -Dtest=AgreementTest -Dpalisade.agreement.seed=%d%n%s"
              .formatted(algorithm, subject, seed, history.calls());
      switch (decide(problem, algorithm, budget)) {
        case SearchResult.Found(int[] order) -> {
          assertThat(expected).as(repeat).isTrue();
          assertThat(Replay.of(problem, order)).as(repeat).isInstanceOf(Replay.Valid.class);
        }
        case SearchResult.None(int call) -> {
          assertThat(expected).as(repeat).isFalse();
          if (NAME_THE_FIRST_FAILING.contains(algorithm)) {
            assertThat(failing == -1 || failing == call).as(repeat + failing + call).isTrue();
            failing = call;
          }
        }
        case SearchResult.NotApplicable notApplicable -> {
          continue;
        }
      }
      decided.merge(algorithm, 1, Integer::sum);
    }
    if (!expected && seed % 16 == 0) {
      explainsWhatFails(model, history, failing, problem);
    }
    return expected ? 0 : 1;
  }

  private static SearchResult decide(Problem<?> problem, Algorithm algorithm, Budget budget) {
    return switch (Decider.one(problem, algorithm, budget)) {
      case Decision.Decided(Algorithm by, SearchResult result) -> result;
      case Decision.Open(Algorithm by, Verdict.Cause cause, String detail) ->
          new SearchResult.NotApplicable(detail);
    };
  }

  /** What is shrunk must still violate the model, and name the same failing call. */
  private static <S> void explainsWhatFails(
      Model<S> model, History history, int failing, Problem<S> problem) {
    Verdict verdict = Linearizability.of(model).threads(1).check(history);
    assertThat(verdict).isInstanceOf(Verdict.Violation.class);
    Verdict.Violation violation = (Verdict.Violation) verdict;
    assertThat(violation.failing()).isEqualTo(problem.calls().get(failing));
    assertThat(violation.states()).isNotEmpty();
    Verdict again =
        Linearizability.of(model)
            .algorithm(Algorithm.EXHAUSTIVE)
            .evidence(Evidence.FAILING_CALL)
            .check(violation.minimal());
    assertThat(again).as("%s", violation.minimal().ops()).isInstanceOf(Verdict.Violation.class);
  }
}
