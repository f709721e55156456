package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the folder is made at each step of a restore: what a crash there would leave. */
class RestoreCrashTest {
  @TempDir Path temporary;

  @Test
  void aCrashAnywhereLeavesTheOldStateOrTheNewOneWhole() throws Exception {
    List<String> steps = new ArrayList<>();
    Path folder = temporary.resolve("follower");
    String oldHash;
    String newHash;
    Snapshot taken;
    try (Replica leader = new Replica(temporary.resolve("leader"));
        Replica follower =
            new Replica(
                folder,
                step -> {
                  Replica.copyTree(folder, temporary.resolve("crash-" + steps.size()));
                  steps.add(step);
                })) {
      Entries.put(leader.state, 300);
      Entries.put(follower.state, 10);
      follower.kept.store().flush();
      oldHash = follower.hash();
      newHash = leader.hash();
      taken = leader.kept.take(Entries.INITIAL);
      assertThat(follower.fetch(taken, leader, Long.MAX_VALUE)).isTrue();
      follower.state.restore(taken);
    }
    assertThat(steps).contains("created db-2", "copied", "opened", "pointed", "removed db-1");
    for (int i = 0; i < steps.size(); i++) {
      String step = steps.get(i);
      Path crashed = temporary.resolve("crash-" + i);
      boolean isNew = i >= steps.indexOf("pointed");
      try (Replica again = new Replica(crashed)) {
        assertThat(again.hash()).as(step).isEqualTo(isNew ? newHash : oldHash);
        assertThat(again.recomputedHash()).as(step).isEqualTo(again.hash());
        assertThat(Durably.names(crashed))
            .as("what is left after " + step)
            .containsExactly(StatePointer.NAME, isNew ? "db-2" : "db-1", "snapshots");
        again.state.restore(taken); // The replica goes on with it.
        assertThat(again.hash()).as(step).isEqualTo(newHash);
      }
    }
  }

  @Test
  void aCrashWhileASnapshotIsTakenOrDeletedLeavesNoHalfOfIt() throws Exception {
    try (Replica replica = new Replica(temporary.resolve("a"))) {
      Entries.put(replica.state, 50);
      replica.kept.take(Entries.INITIAL);
    }
    Path snapshots = temporary.resolve("a/snapshots");
    // Being taken: no manifest yet; being deleted: renamed; neither is a snapshot.
    Replica.copyTree(snapshots.resolve("50-3"), snapshots.resolve("taking.tmp"));
    Replica.copyTree(snapshots.resolve("50-3"), snapshots.resolve("old-40-3.tmp"));
    try (Replica again = new Replica(temporary.resolve("a"))) {
      assertThat(Durably.names(snapshots)).containsExactly("50-3");
      assertThat(again.kept.parts("50-3")).isPresent();
    }
  }
}
