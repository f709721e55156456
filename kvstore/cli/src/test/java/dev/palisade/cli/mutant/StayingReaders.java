package dev.palisade.cli.mutant;

import dev.palisade.checker.history.History;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Context;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import dev.palisade.harness.workload.RegisterWorkload;
import dev.palisade.harness.workload.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Registers whose first workers only read, for {@link StayingClients}: they stay with a leader that
 * is cut off but answers, while the others have found the next one and write. No value is written
 * twice, so that each answer tells how old it is. Judged as the registers of the suite are.
 */
record StayingReaders() implements Workload {
  /** What a trial calls it; its run calls it as the suite does, and can so be judged again. */
  static final String LABEL = "register, readers stay";

  private static final int READERS = 4;
  private static final long KEYS_AT_A_TIME = 4;

  /** After this long other keys are in use, so that no search grows too large. */
  private static final long NANOS_A_KEY = 5_000_000_000L;

  private static final RegisterWorkload REGISTERS = new RegisterWorkload();

  static boolean isReader(int worker) {
    return worker < READERS;
  }

  @Override
  public String name() {
    return REGISTERS.name();
  }

  @Override
  public String explanation() {
    return "Some clients read only, the others write; each key is linearizable.";
  }

  @Override
  public int leastWorkers() {
    return READERS + 1;
  }

  @Override
  public Generator load(long seed) {
    return new Load(seed, 0);
  }

  @Override
  public Generator last(List<Object> keys) {
    return REGISTERS.last(keys);
  }

  @Override
  public Optional<String> lastRead() {
    return REGISTERS.lastRead();
  }

  @Override
  public Set<String> mustSucceed() {
    return REGISTERS.mustSucceed();
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    return REGISTERS.judge(history, judging);
  }

  private record Load(long seed, long number) implements Generator {
    @Override
    public Next next(Context context) {
      if (context.free().isEmpty()) {
        return new Next.Pending(Long.MAX_VALUE, this);
      }
      SplittableRandom dice = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
      dice.nextLong();
      List<Integer> free = List.copyOf(context.free());
      int worker = free.get(dice.nextInt(free.size()));
      long batch = context.nanos() / NANOS_A_KEY;
      String key = "s" + (batch * KEYS_AT_A_TIME + dice.nextLong(KEYS_AT_A_TIME));
      Operation operation =
          isReader(worker) ? new Operation("read", key, null) : new Operation("write", key, number);
      return new Next.Invoke(worker, operation, new Load(seed, number + 1));
    }
  }
}
