package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Registers in a cluster whose members change, and what the nodes say of them: {@code members k}
 * asks the node at place k, counted round and round, and answers {@code [members voters retired]},
 * each a list of ids.
 *
 * <p>Beside it stand the {@code node}'s number, the {@code life} of its process, its {@code
 * statusTerm}, whether it {@code leads}, whether two majorities count ({@code joint}), and whether
 * it is {@code certain} that this membership is committed.
 */
public record MembershipWorkload() implements Workload {
  private static final RotatingKeys KEYS = new RotatingKeys("m", 3, 300);
  private static final long VALUES = 5;
  private static final long PLACES = 2520; // Divides by every number of nodes.

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public String explanation() {
    return "Registers, and who the nodes say the members are: no removed id comes back.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, MembershipWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String key = KEYS.key(number, dice);
    return switch (dice.nextInt(5)) {
      case 0 -> new Operation("read", key, null);
      case 1, 2 -> new Operation("write", key, dice.nextLong(VALUES));
      default -> new Operation("members", null, dice.nextLong(PLACES));
    };
  }

  @Override
  public Generator last(List<Object> keys) {
    return OnceEach.of("read", keys);
  }

  @Override
  public Optional<String> lastRead() {
    return Optional.of("read");
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("read", "write", "members");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    History registers = Rewritten.only(history, f -> !f.equals("members"));
    return List.of(
        judging.linearizable(
            "membership: registers are linearizable", new CasRegister(null), registers),
        new ToldMembers(history).result(judging));
  }
}
