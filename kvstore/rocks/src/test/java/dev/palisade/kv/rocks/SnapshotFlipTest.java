package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Incoming;
import dev.palisade.raft.replica.SnapshotStore.Want;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit of a snapshot flips, at a random place of all its files: never unnoticed. */
class SnapshotFlipTest {
  private static final int FLIPS = 20;

  @TempDir Path temporary;

  private final Random random = new Random(20_260_101);

  @Test
  void onTheDiskItIsFoundAndTheSnapshotIsGone() throws Exception {
    Path whole = temporary.resolve("whole");
    try (Replica replica = new Replica(whole)) {
      Entries.put(replica.state, 100);
      replica.kept.take(Entries.INITIAL);
    }
    for (int i = 0; i < FLIPS; i++) {
      Path folder = temporary.resolve("flip-" + i);
      Replica.copyTree(whole, folder);
      String place = flip(folder.resolve("snapshots/100-3"));
      try (Replica replica = new Replica(folder)) {
        assertThat(replica.kept.parts("100-3")).as(place).isEmpty();
        assertThat(replica.kept.newest()).as(place).isNull();
        Entries.put(replica.state, 1);
        Snapshot another = replica.kept.take(Entries.INITIAL);
        assertThat(replica.kept.parts(another.reference())).as(place).isPresent();
      }
    }
  }

  @Test
  void aDamagedOneIsNotRestored() throws Exception {
    Path whole = temporary.resolve("whole");
    try (Replica replica = new Replica(whole)) {
      Entries.put(replica.state, 100);
      replica.kept.take(Entries.INITIAL);
    }
    for (int i = 0; i < FLIPS; i++) {
      Path folder = temporary.resolve("flip-" + i);
      Replica.copyTree(whole, folder);
      try (Replica replica = new Replica(folder)) {
        Snapshot snapshot = Objects.requireNonNull(replica.kept.newest());
        String place = flipPart(folder.resolve("snapshots/100-3"));
        String hash = replica.hash();
        assertThatThrownBy(() -> replica.state.restore(snapshot))
            .as(place)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("damaged");
        assertThat(replica.hash()).as(place).isEqualTo(hash);
      }
    }
  }

  @Test
  void onTheWayItIsFoundAndNothingIsKept() throws Exception {
    try (Replica leader = new Replica(temporary.resolve("leader"));
        Replica follower = new Replica(temporary.resolve("follower"))) {
      Entries.put(leader.state, 100);
      Snapshot taken = leader.kept.take(Entries.INITIAL);
      long total = leader.manifest(taken).totalBytes();
      for (int i = 0; i < FLIPS; i++) {
        long place = random.nextLong(total);
        Incoming incoming = follower.kept.receive(taken, leader.kept.parts("100-3").orElseThrow());
        long at = 0;
        for (Want want = incoming.next(); want != null; want = incoming.next()) {
          ByteBuffer bytes =
              leader.kept.read("100-3", want.part(), want.offset(), 10_000).orElseThrow();
          if (place >= at && place < at + bytes.remaining()) {
            int index = (int) (place - at);
            bytes.put(index, (byte) (bytes.get(index) ^ (1 << random.nextInt(8))));
          }
          at += bytes.remaining();
          incoming.write(bytes);
        }
        assertThat(incoming.finish()).as("byte " + place).isFalse();
        assertThat(follower.kept.newest()).isNull();
        assertThat(temporary.resolve("follower/receiving")).doesNotExist();
      }
      assertThat(follower.fetch(taken, leader, Long.MAX_VALUE)).isTrue();
    }
  }

  @Test
  void oneThatWasGivenAwayDamagedIsNotGivenAwayAgain() throws Exception {
    try (Replica leader = new Replica(temporary.resolve("leader"));
        Replica follower = new Replica(temporary.resolve("follower"))) {
      Entries.put(leader.state, 100);
      Snapshot taken = leader.kept.take(Entries.INITIAL);
      assertThat(leader.kept.parts("100-3")).as("read when it was taken").isPresent();
      String place = flipPart(temporary.resolve("leader/snapshots/100-3"));
      assertThat(follower.fetch(taken, leader, Long.MAX_VALUE)).as(place).isFalse();
      assertThat(leader.kept.parts("100-3")).as(place).isEmpty();
      assertThat(leader.kept.newest()).as("another is taken then").isNull();
    }
  }

  private String flip(Path snapshot) throws IOException {
    return flipOneOf(snapshot, name -> true);
  }

  private String flipPart(Path snapshot) throws IOException {
    return flipOneOf(snapshot, name -> !name.equals(SnapshotManifest.NAME));
  }

  /** Every byte of the files is as likely as every other. */
  private String flipOneOf(Path snapshot, java.util.function.Predicate<String> wanted)
      throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(snapshot)) {
      files = all.filter(each -> wanted.test(each.getFileName().toString())).sorted().toList();
    }
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    long place = random.nextLong(total);
    for (Path file : files) {
      long size = Files.size(file);
      if (place < size) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          open.seek(place);
          int before = open.read();
          open.seek(place);
          open.write(before ^ (1 << random.nextInt(8)));
        }
        return file.getFileName() + " byte " + place;
      }
      place -= size;
    }
    throw new IllegalStateException("no byte " + place);
  }
}
