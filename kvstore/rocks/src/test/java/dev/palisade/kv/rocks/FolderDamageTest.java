package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.kv.state.KeptState;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.StateDamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each file in the folder of a state is damaged in turn: a bit flips, the file is cut, or it is
 * gone. The state opens as it was, or the damage is named as such, and a node gets another state;
 * nothing else ends the node, and no other state is served.
 */
class FolderDamageTest {
  private static final int FLIPS_A_FILE = 6;

  @TempDir Path temporary;

  private final Random random = new Random(20_260_102);
  private Path whole;
  private String hash = "";

  @BeforeEach
  void aStateWithTablesAndSnapshots() throws IOException {
    whole = temporary.resolve("whole");
    try (Replica replica = new Replica(whole)) {
      Entries.put(replica.state, 60);
      replica.kept.take(Entries.INITIAL);
      Entries.put(replica.state, 40);
      replica.kept.take(Entries.INITIAL);
      hash = replica.hash();
    }
  }

  @Test
  void noFlippedBitEndsInAnythingButTheSameStateOrDamageThatIsNamed() throws IOException {
    for (Path file : files()) {
      for (int i = 0; i < FLIPS_A_FILE && Files.size(whole.resolve(file)) > 0; i++) {
        int place = random.nextInt((int) Files.size(whole.resolve(file)));
        int bit = random.nextInt(8);
        String what = "bit %d of byte %d of %s".formatted(bit, place, file);
        check(
            what,
            damaged(
                file,
                copy -> {
                  byte[] content = Files.readAllBytes(copy);
                  content[place] ^= (byte) (1 << bit);
                  Files.write(copy, content);
                }));
      }
    }
  }

  @Test
  void noFileThatIsCutEndsInAnythingElseEither() throws IOException {
    for (Path file : files()) {
      byte[] content = Files.readAllBytes(whole.resolve(file));
      for (int bytes : List.of(0, content.length / 2)) {
        check(
            file + " cut to " + bytes,
            damaged(file, copy -> Files.write(copy, java.util.Arrays.copyOf(content, bytes))));
      }
    }
  }

  @Test
  void noFileThatIsGoneEndsInAnythingElseEither() throws IOException {
    for (Path file : files()) {
      // Without its name for the newest list of files, RocksDB begins an empty database: the
      // replica sees that the state is gone, as its log and its snapshots say.
      if (!file.endsWith("CURRENT")) {
        check(file + " gone", damaged(file, Files::delete));
      }
    }
  }

  @Test
  void aPointerThatIsDamagedIsWrittenAgainWhereOnlyOneDatabaseIsThere() throws IOException {
    Path folder = damaged(Path.of(StatePointer.NAME), copy -> Files.writeString(copy, "rubbish"));
    try (Replica replica = new Replica(folder)) {
      assertThat(replica.hash()).isEqualTo(hash);
    }
    assertThat(new StatePointer(folder).read()).isEqualTo("db-1");
  }

  @Test
  void aPointerThatIsDamagedWhereTwoDatabasesAreThereIsDamageOfTheState() throws IOException {
    Path folder = damaged(Path.of(StatePointer.NAME), copy -> Files.writeString(copy, "rubbish"));
    Replica.copyTree(folder.resolve("db-1"), folder.resolve("db-2"));
    assertThatThrownBy(() -> new Replica(folder)).isInstanceOf(StateDamagedException.class);
    RocksState.quarantine(folder);
    try (Replica replica = new Replica(folder)) {
      assertThat(replica.state.applied().index()).isZero();
      assertThat(replica.kept.remembered()).isEqualTo(Entries.INITIAL);
    }
  }

  @Test
  void aSnapshotWhoseManifestCannotBeReadIsSetAsideUntilTheNextIsTaken() throws IOException {
    Path newest = Path.of("snapshots", "100-3", SnapshotManifest.NAME);
    Path folder = damaged(newest, copy -> Files.writeString(copy, "rubbish"));
    try (Replica replica = new Replica(folder)) {
      assertThat(replica.kept.newest()).isNotNull();
      assertThat(folder.resolve("snapshots/unreadable-100-3")).isDirectory();
      Entries.put(replica.state, 1);
      replica.kept.take(Entries.INITIAL);
      assertThat(folder.resolve("snapshots/unreadable-100-3")).doesNotExist();
    }
  }

  @Test
  void aStateThatWasCondemnedIsNeverOpenedAgain() throws IOException {
    try (Replica replica = new Replica(whole)) {
      replica.kept.condemn("it hashes to another value behind entry 70@3");
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> new Replica(whole))
          .isInstanceOf(StateDamagedException.class)
          .hasMessageContaining("behind entry 70@3");
    }
    RocksState.quarantine(whole);
    try (Replica replica = new Replica(whole)) {
      assertThat(replica.state.applied().index()).isZero();
    }
  }

  /** Opens it as a node does, and reads all of it. */
  private void check(String what, Path folder) throws IOException {
    try (RocksState kept = RocksState.open(folder)) {
      KvStateMachine machine = new KeptState(kept).machine();
      kept.take(Entries.INITIAL); // Reads all bytes of all tables.
      String own = HexFormat.of().formatHex(machine.stateHash());
      assertThat(HexFormat.of().formatHex(machine.recomputeHash())).as(what).isEqualTo(own);
      if (machine.appliedIndex() == 100) {
        assertThat(own).as(what).isEqualTo(hash);
      } // Otherwise it is an older state: the log brings the rest.
    } catch (StateDamagedException named) {
      RocksState.quarantine(folder);
      try (Replica replica = new Replica(folder)) {
        assertThat(replica.state.applied().index()).as(what).isZero();
      }
    } catch (RuntimeException | IOException other) {
      throw new AssertionError(what + " ends in " + other, other);
    }
    Durably.delete(folder);
  }

  private interface Change {
    void to(Path file) throws IOException;
  }

  private Path damaged(Path file, Change change) throws IOException {
    Path folder = temporary.resolve("damaged");
    Durably.delete(folder);
    Replica.copyTree(whole, folder);
    change.to(folder.resolve(file));
    return folder;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(whole)) {
      all.filter(Files::isRegularFile).map(whole::relativize).sorted().forEach(files::add);
    }
    return files;
  }
}
