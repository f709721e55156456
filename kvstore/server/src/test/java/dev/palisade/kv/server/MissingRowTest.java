package dev.palisade.kv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palisade.kv.state.Batch;
import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingRowTest {
  private static final byte HISTORY = 3; // As docs/formats-state.md says.

  @Test
  void aMissingRowOfTheStateIsDamageThatTheNodeRepairs() {
    MemoryStore store = new MemoryStore();
    Command put = new Command.Put(new byte[] {'a'}, new byte[] {'1'}, List.of(), false);
    ByteBuffer payload = RequestCodec.encode(new Request(null, put)).asReadOnlyBuffer();
    new KvStateMachine(store)
        .apply(List.of(new Entry(new EntryId(1, 1), EntryKind.COMMAND, 1, payload)));
    Batch gone = new Batch();
    byte[] escaped = {'a', 0, 0};
    gone.delete(ByteBuffer.allocate(16).put(HISTORY).put(escaped).putLong(2).putInt(0).array());
    store.write(gone);

    Throwable thrown =
        catchThrowable(
            () ->
                new KvStateMachine(store)
                    .read(new Query.Get(new byte[] {'a'}, new Query.At.Newest())));

    assertThat(Damage.of(thrown))
        .as("what the node makes of %s", thrown)
        .isEqualTo(new Damage(true, String.valueOf(thrown.getMessage())));
    assertThat(thrown).hasMessageContainingAll("revision 2.0", "key 'a'");
  }
}
