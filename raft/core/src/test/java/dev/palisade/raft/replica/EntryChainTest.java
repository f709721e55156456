package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.FaultDisk;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A follower notices a leader that has told it something else than it tells now. */
class EntryChainTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId LEADER = new NodeId(2);

  private final FaultDisk disk = new FaultDisk();
  private final List<String> contradictions = new ArrayList<>();
  private Wal wal;
  private Replica<String> replica;

  @BeforeEach
  void start() throws IOException {
    restart();
  }

  @Test
  void entriesThatFollowWhatIsHereAreTaken() throws IOException {
    List<ByteBuffer> records = chained("a", "b", "c", "d");
    receive(1, records.subList(0, 2));
    receive(3, records.subList(2, 4));
    assertThat(wal.entryIds().lastIndex()).isEqualTo(4);
    assertThat(contradictions).isEmpty();
  }

  @Test
  void anEntryThatFollowsAnotherOneThanIsHereIsNotTaken() throws IOException {
    receive(1, chained("a", "x"));
    receive(3, chained("a", "b", "c").subList(2, 3));
    assertThat(wal.entryIds().lastIndex()).isEqualTo(2);
    assertThat(contradictions).containsExactly("n2 3@1");
  }

  @Test
  void anEntryThatIsHereWithAnotherContentIsNotTaken() throws IOException {
    receive(1, chained("a", "b"));
    receive(1, chained("a", "x", "c"));
    assertThat(wal.entryIds().lastIndex()).isEqualTo(2);
    assertThat(contradictions).containsExactly("n2 2@1");
  }

  @Test
  void itIsNoticedAfterARestartToo() throws IOException {
    receive(1, chained("a", "x"));
    wal.close();
    restart();
    receive(3, chained("a", "b", "c").subList(2, 3));
    assertThat(contradictions).containsExactly("n2 3@1");
  }

  @Test
  void behindASnapshotNothingIsKnownToContradict() throws IOException {
    receive(1, chained("a", "b"));
    wal.reset(new EntryId(2, 1));
    assertThat(wal.chainOfLast()).isZero();
    assertThat(wal.contradicting(new EntryId(2, 1), batch(3, chained("x", "y", "z").subList(2, 3))))
        .isNull();
  }

  /** Records of entries from 1 on, of term 1, each chained to the one before. */
  private static List<ByteBuffer> chained(String... payloads) {
    List<ByteBuffer> records = new ArrayList<>();
    long chain = 0;
    for (String payload : payloads) {
      EntryId id = new EntryId(records.size() + 1, 1);
      ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      ByteBuffer record = EntryCodec.encode(id, EntryKind.COMMAND, 1, chain, bytes);
      chain = EntryCodec.chainOf(record);
      records.add(record);
    }
    return records;
  }

  private static EntryBatch batch(long from, List<ByteBuffer> records) {
    int[] sizes = records.stream().mapToInt(ByteBuffer::remaining).toArray();
    return new EntryBatch(EntryIds.ofTerm(from, 1, sizes), records);
  }

  private void receive(long from, List<ByteBuffer> records) throws IOException {
    EntryId base = from == 1 ? EntryId.ZERO : new EntryId(from - 1, 1);
    EntryBatch batch = batch(from, records);
    replica.receive(LEADER, new Message.Append(1, base, batch.ids(), 0), batch);
    for (int turn = 0; turn < 5; turn++) {
      replica.runOnce();
      replica.logWriter().runOnce();
    }
  }

  private void restart() throws IOException {
    wal = Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(7, SELF), 1));
    Runnable nothing = () -> {};
    replica =
        new Replica<>(
            new ReplicaParts<>(
                CoreConfig.ofDefaults(SELF, Replica.NO_OP_STORED_BYTES),
                Membership.ofVoters(Arrays.asList(SELF, LEADER, new NodeId(3))),
                wal,
                new Nothing(),
                new NoSnapshots(),
                SnapshotOptions.DEFAULT,
                Long.MAX_VALUE,
                1,
                (to, message) -> {},
                new StoppedClock(),
                new Replica.Signals(nothing, nothing, nothing, nothing),
                new ReplicaListener() {
                  @Override
                  public void contradicted(NodeId from, EntryId entry) {
                    contradictions.add(from + " " + entry);
                  }
                },
                500,
                1));
    replica.start();
  }

  private static final class StoppedClock implements TimeSource {
    @Override
    public long wallMillis() {
      return 1;
    }

    @Override
    public long monotonicNanos() {
      return 1;
    }
  }

  private static final class Nothing implements StateMachine<String> {
    @Override
    public EntryId applied() {
      return EntryId.ZERO;
    }

    @Override
    public long lastHlc() {
      return 0;
    }

    @Override
    public List<String> apply(List<Entry> entries) {
      return entries.stream().map(_ -> "ok").toList();
    }
  }
}
