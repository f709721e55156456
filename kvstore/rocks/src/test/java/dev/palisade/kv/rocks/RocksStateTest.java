package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.kv.state.StoreKeeper;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStateTest {
  @TempDir Path temporary;

  @Test
  void aSnapshotHoldsTheStateAndTheMembershipInForceThere() throws Exception {
    Membership four = Membership.ofVoters(List.of(new NodeId(1), new NodeId(2), new NodeId(4)));
    try (Replica replica = new Replica(temporary)) {
      Entries.put(replica.state, 3);
      assertThat(replica.kept.take(Entries.INITIAL).membership()).isEqualTo(Entries.INITIAL);
      Entries.change(replica.state, four);

      Snapshot taken = replica.kept.take(Entries.INITIAL);

      assertThat(taken).isEqualTo(new Snapshot(new EntryId(4, 3), four, "4-3"));
      assertThat(replica.kept.newest()).isEqualTo(taken);
      SnapshotManifest manifest = replica.manifest(taken);
      assertThat(manifest.state().hash()).isEqualTo(replica.hash());
      assertThat(manifest.state().revision()).isEqualTo(replica.state.machine().revision());
    }
  }

  @Test
  void whatWasTakenSurvivesACrash() throws Exception {
    Replica replica = new Replica(temporary);
    Entries.put(replica.state, 50);
    Snapshot taken = replica.kept.take(Entries.INITIAL);
    String hash = replica.hash();
    replica.kept.abandon();

    try (Replica again = new Replica(temporary)) {
      assertThat(again.kept.newest()).isEqualTo(taken);
      assertThat(again.kept.parts(taken.reference())).isPresent();
      assertThat(again.state.applied()).as("flushed by the way").isEqualTo(taken.lastIncluded());
      assertThat(again.hash()).isEqualTo(hash);
    }
  }

  @Test
  void aSecondSnapshotOfTheSameEntryIsTheFirst() throws Exception {
    try (Replica replica = new Replica(temporary)) {
      Entries.put(replica.state, 5);
      Snapshot first = replica.kept.take(Entries.INITIAL);
      assertThat(replica.kept.take(Entries.INITIAL)).isEqualTo(first);
    }
  }

  @Test
  void aDamagedTableOfTheLiveDatabaseIsNoticedWhenASnapshotIsTaken() throws Exception {
    try (Replica replica = new Replica(temporary)) {
      Entries.put(replica.state, 300);
      Snapshot taken = replica.kept.take(Entries.INITIAL);
      Path live;
      try (Stream<Path> files = Files.list(temporary.resolve("db-1"))) {
        live = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
      }
      byte[] bytes = Files.readAllBytes(live);
      bytes[100] ^= 1;
      Files.write(live, bytes);
      Entries.put(replica.state, 1);

      assertThatThrownBy(() -> replica.kept.take(Entries.INITIAL))
          .isInstanceOf(StateDamagedException.class);
      assertThat(replica.kept.newest()).isEqualTo(taken);
    }
  }

  @Test
  void anotherReplicaFetchesItAndItsStateIsThat() throws Exception {
    try (Replica leader = new Replica(temporary.resolve("leader"));
        Replica follower = new Replica(temporary.resolve("follower"))) {
      Entries.put(leader.state, 300);
      Entries.put(follower.state, 10);
      Snapshot taken = leader.kept.take(Entries.INITIAL);
      String hash = leader.hash();
      Entries.put(leader.state, 10);

      assertThat(follower.fetch(taken, leader, Long.MAX_VALUE)).isTrue();
      follower.state.restore(taken);

      assertThat(follower.state.applied()).isEqualTo(taken.lastIncluded());
      assertThat(follower.hash()).isEqualTo(hash).isEqualTo(follower.recomputedHash());
      assertThat(follower.kept.newest()).isEqualTo(taken);
      Entries.put(follower.state, 10);
      assertThat(follower.hash()).as("both go on alike").isEqualTo(leader.hash());
    }
  }

  @Test
  void aFetchGoesOnWhereItWasAlsoAfterACrash() throws Exception {
    try (Replica leader = new Replica(temporary.resolve("leader"))) {
      Entries.put(leader.state, 300);
      Snapshot taken = leader.kept.take(Entries.INITIAL);
      long total = leader.manifest(taken).totalBytes();
      Replica follower = new Replica(temporary.resolve("follower"));
      assertThat(follower.fetch(taken, leader, total - 20_000)).isFalse();
      follower.kept.abandon();

      try (Replica again = new Replica(temporary.resolve("follower"))) {
        assertThat(again.fetch(taken, leader, 20_000)).as("only the rest is wanted").isTrue();
        again.state.restore(taken);
        assertThat(again.hash()).isEqualTo(leader.hash());
      }
    }
  }

  @Test
  void whatWasReceivedOfAnOlderOneIsRemovedAtTheNextStart() throws Exception {
    Path receiving = temporary.resolve("follower/receiving");
    try (Replica leader = new Replica(temporary.resolve("leader"))) {
      Entries.put(leader.state, 100);
      Snapshot taken = leader.kept.take(Entries.INITIAL);
      try (Replica follower = new Replica(temporary.resolve("follower"))) {
        assertThat(follower.fetch(taken, leader, 30_000)).isFalse();
        Entries.put(follower.state, 100);
        follower.kept.take(Entries.INITIAL);
        assertThat(receiving).exists();
      }
    }
    try (Replica again = new Replica(temporary.resolve("follower"))) {
      assertThat(receiving).doesNotExist();
      assertThat(again.state.appliedIndex()).isEqualTo(100);
    }
  }

  @Test
  void aFetchOfOtherPartsBeginsAnew() throws Exception {
    try (Replica leader = new Replica(temporary.resolve("leader"));
        Replica follower = new Replica(temporary.resolve("follower"))) {
      Entries.put(leader.state, 100);
      Snapshot first = leader.kept.take(Entries.INITIAL);
      assertThat(follower.fetch(first, leader, 30_000)).isFalse();
      Entries.put(leader.state, 100);
      Snapshot second = leader.kept.take(Entries.INITIAL);

      assertThat(follower.fetch(second, leader, Long.MAX_VALUE)).isTrue();
      assertThat(follower.kept.newest()).isEqualTo(second);
    }
  }

  @Test
  void anOlderOneIsNotTheNewestThoughItCameLater() throws Exception {
    try (Replica leader = new Replica(temporary.resolve("leader"));
        Replica follower = new Replica(temporary.resolve("follower"))) {
      Entries.put(leader.state, 10);
      Snapshot older = leader.kept.take(Entries.INITIAL);
      Entries.put(follower.state, 20);
      Snapshot own = follower.kept.take(Entries.INITIAL);

      assertThat(follower.fetch(older, leader, Long.MAX_VALUE)).isTrue();

      assertThat(follower.kept.newest()).isEqualTo(own);
    }
  }

  @Test
  void onlyTheNewestAndWhatIsLentOrPinnedStays() throws Exception {
    try (Replica replica = new Replica(temporary)) {
      for (int i = 0; i < 4; i++) {
        Entries.put(replica.state, 10);
        replica.kept.take(Entries.INITIAL);
      }
      StoreKeeper.Pin pin = replica.kept.pin("20-3");
      replica.kept.deleteOld(Set.of("30-3"));
      assertThat(snapshots()).containsExactly("20-3", "30-3", "40-3");

      pin.close();
      pin.close();
      replica.kept.deleteOld(Set.of());
      assertThat(snapshots()).containsExactly("40-3");
      assertThat(replica.kept.read("30-3", "CURRENT", 0, 10)).isEmpty();
    }
  }

  @Test
  void aDatabaseOfTheOldLayoutIsUsedWhereItIsAndReplacedByARestore() throws Exception {
    Path old = temporary.resolve("old");
    try (RocksStore plain = new RocksStore(old)) {
      new KvStateMachine(plain);
    }
    try (Replica replica = new Replica(old);
        Replica leader = new Replica(temporary.resolve("leader"))) {
      Entries.put(replica.state, 5);
      replica.kept.take(Entries.INITIAL);
      assertThat(old.resolve(StatePointer.NAME)).doesNotExist();
      Entries.put(leader.state, 50);
      Snapshot taken = leader.kept.take(Entries.INITIAL);
      assertThat(replica.fetch(taken, leader, Long.MAX_VALUE)).isTrue();

      replica.state.restore(taken);

      assertThat(replica.hash()).isEqualTo(leader.hash());
      assertThat(Durably.names(old)).containsExactly(StatePointer.NAME, "db-2", "snapshots");
    }
    try (Replica again = new Replica(old)) {
      assertThat(again.state.appliedIndex()).isEqualTo(50);
    }
  }

  @Test
  void partsWithNamesThatLeadElsewhereAreRefused() throws Exception {
    try (Replica replica = new Replica(temporary)) {
      Snapshot snapshot = new Snapshot(new EntryId(9, 1), Entries.INITIAL, "../9-1");
      for (String name : List.of("../x", "a/b", "", ".", "..", "snapshot", ".hidden", "a\\b")) {
        assertThatThrownBy(() -> replica.kept.receive(snapshot, List.of(new Part(name, 1, 0))))
            .as(name)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("a snapshot with a part '" + name + "'");
      }
      List<Part> twice = List.of(new Part("a", 1, 0), new Part("A", 1, 0));
      assertThatThrownBy(() -> replica.kept.receive(snapshot, twice))
          .isInstanceOf(IOException.class);
      assertThat(replica.kept.read("9-1", "../../x", 0, 1)).isEmpty();
    }
  }

  @Test
  void aDamagedOrLostPointerIsWrittenAgainWhereOnlyOneDatabaseIsThere() throws Exception {
    try (Replica replica = new Replica(temporary)) {
      Entries.put(replica.state, 5);
    }
    Path pointer = temporary.resolve(StatePointer.NAME);
    String whole = Files.readString(pointer);
    Files.writeString(pointer, whole.replace("db-1", "db-2"));
    RocksState.open(temporary).close();
    assertThat(pointer).hasContent(whole);
    Files.delete(pointer);
    RocksState.open(temporary).close();
    assertThat(pointer).hasContent(whole);
  }

  @Test
  void aLostPointerWithTwoDatabasesIsDamageAndNothingIsDeleted() throws Exception {
    try (Replica replica = new Replica(temporary)) {
      Entries.put(replica.state, 5);
    }
    Files.createDirectory(temporary.resolve("db-2"));
    Files.delete(temporary.resolve(StatePointer.NAME));
    assertThatThrownBy(() -> RocksState.open(temporary))
        .isInstanceOf(StateDamagedException.class)
        .hasMessageContaining("which database is the live one");
    assertThat(temporary.resolve("db-1/CURRENT")).exists();
  }

  private List<String> snapshots() throws IOException {
    return Durably.names(temporary.resolve("snapshots"));
  }
}
