package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Loses power at every write, sync, creation, deletion and sync of the directory of a run, with
 * many a subset of the unconfirmed writes; recovers, also with a second loss of power within the
 * recovery; goes on, and loses power a third time. {@link LogModel} says what may be found.
 */
class CrashPointsTest {
  private static final int STEPS = 40;

  /** Seeds of the runs: 1 to 4, or the one given by {@code -Dseed=}. */
  static List<Long> seeds() {
    Long only = Long.getLong("seed");
    return only != null ? List.of(only) : List.of(1L, 2L, 3L, 4L);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverPowerLossLeavesTheLogIsWhatWasFlushedAndPerhapsMore(long seed) throws IOException {
    int operations = operationsOfWholeRun(seed);
    assertTrue(operations > STEPS, "the run hardly uses the disk");
    for (int at = 1; at <= operations; at++) {
      LogModel model = new LogModel();
      FaultDisk disk = new FaultDisk();
      disk.losePowerAt(at);
      runUntilPowerIsLost(disk, model, seed);
      for (Loss loss : losses(disk, seed)) {
        try {
          recoverAndGoOn(disk.afterPowerLoss(loss), model, seed);
        } catch (AssertionError | IOException | RuntimeException e) {
          throw repeatable(seed, at, loss.toString(), e);
        }
      }
      try {
        recoverAndGoOn(disk.afterProcessEnd(), model, seed);
      } catch (AssertionError | IOException | RuntimeException e) {
        throw repeatable(seed, at, "only the process ended", e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void afterAFailedSyncNothingIsConfirmedAndNothingConfirmedIsLost(long seed) throws IOException {
    int operations = operationsOfWholeRun(seed);
    for (int at = 1; at <= operations; at++) {
      LogModel model = new LogModel();
      FaultDisk disk = new FaultDisk();
      disk.failSyncAt(at);
      try {
        runUntilASyncFails(disk, model, seed);
        // The process starts again on what the kernel shows it, which is not on the device.
        FaultDisk restarted = disk.afterProcessEnd();
        LogRun.open(restarted, model, seed);
        // What that recovery found it must have made durable.
        LogRun.open(restarted.afterPowerLoss(Loss.everything()), model, seed);
      } catch (AssertionError | IOException | RuntimeException e) {
        throw repeatable(seed, at, "the sync failed", e);
      }
    }
  }

  private static int operationsOfWholeRun(long seed) throws IOException {
    FaultDisk disk = new FaultDisk();
    LogRun run = LogRun.open(disk, new LogModel(), seed);
    run.steps(STEPS);
    run.close();
    return disk.operations();
  }

  private static void runUntilPowerIsLost(FaultDisk disk, LogModel model, long seed)
      throws IOException {
    try {
      LogRun run = LogRun.open(disk, model, seed);
      run.steps(STEPS);
      run.close();
      fail("power was not lost");
    } catch (PowerLost expected) {
      // As ordered.
    }
  }

  private static void runUntilASyncFails(FaultDisk disk, LogModel model, long seed) {
    LogRun run;
    try {
      run = LogRun.open(disk, model, seed);
    } catch (IOException expected) {
      // It could not even be opened.
      return;
    }
    try {
      run.steps(STEPS);
      run.close();
    } catch (LogFailedException expected) {
      assertEveryCallFails(run.wal());
    } catch (IOException expected) {
      // It could not be opened again.
    }
  }

  private static void assertEveryCallFails(Wal wal) {
    assertThatThrownBy(wal::flush).isInstanceOf(LogFailedException.class);
    assertThatThrownBy(() -> wal.stage(1_000_000, null, EntryBatch.none(1)))
        .isInstanceOf(LogFailedException.class);
    assertThatThrownBy(() -> wal.read(1, 2, 1)).isInstanceOf(LogFailedException.class);
    assertThatThrownBy(() -> wal.truncatePrefix(1)).isInstanceOf(LogFailedException.class);
    wal.close();
  }

  private static List<Loss> losses(FaultDisk disk, long seed) {
    List<Loss> losses = new ArrayList<>(List.of(Loss.everything(), Loss.nothing()));
    for (int i = 0; i < disk.unconfirmed(); i++) {
      losses.add(Loss.allBut(i));
    }
    for (int i = 0; i < 6; i++) {
      losses.add(Loss.random(100 * seed + i));
    }
    return losses;
  }

  private static void recoverAndGoOn(FaultDisk disk, LogModel found, long seed) throws IOException {
    FaultDisk once = disk.afterProcessEnd();
    LogModel model = found.copy();
    LogRun run = LogRun.open(once, model, seed + 1);
    int recoveryOperations = once.operations();

    for (int at = 1; at <= recoveryOperations; at++) {
      FaultDisk twice = disk.afterProcessEnd();
      twice.losePowerAt(at);
      try {
        Wal.open(twice, LogRun.OPTIONS);
        fail("power was not lost in operation " + at + " of the recovery");
      } catch (PowerLost expected) {
        // As ordered.
      }
      for (Loss loss : List.of(Loss.everything(), Loss.nothing(), Loss.random(seed + at))) {
        LogRun.open(twice.afterPowerLoss(loss), found.copy(), seed);
      }
    }

    // All that was recovered is durable.
    LogRun.open(once.afterPowerLoss(Loss.everything()), model.copy(), seed);

    once.losePowerAt(recoveryOperations + 1 + new Random(seed).nextInt(20));
    try {
      run.steps(12);
    } catch (PowerLost expected) {
      // Perhaps; otherwise it comes now.
    }
    FaultDisk last = once.afterPowerLoss(Loss.random(seed));
    LogRun reopened = LogRun.open(last, model, seed + 2);
    reopened.steps(2);
    reopened.close();
    LogRun.open(last, model, seed);
  }

  private static AssertionError repeatable(long seed, int at, String loss, Throwable cause) {
    return new AssertionError(
        "seed %d, operation %d, %s: %s; repeat: ./mvnw -pl raft/core -am test -Dtest=CrashPointsTest -Dsurefire.failIfNoSpecifiedTests=false -Dseed=%d"
            .formatted(seed, at, loss, cause, seed),
        cause);
  }
}
