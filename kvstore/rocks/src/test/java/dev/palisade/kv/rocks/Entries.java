package dev.palisade.kv.rocks;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KeptState;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.MembershipCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Entries of term 3 for a state, one after another. */
final class Entries {
  static final Membership INITIAL =
      Membership.ofVoters(List.of(new NodeId(1), new NodeId(2), new NodeId(3)));

  private Entries() {}

  /** Puts so many keys, of values that do not compress, in one batch each. */
  static void put(KeptState state, int count) {
    for (int i = 0; i < count; i++) {
      long index = state.appliedIndex() + 1;
      byte[] value = new byte[1_000];
      new Random(index).nextBytes(value);
      Command put =
          new Command.Put(
              ("key-" + index % 97).getBytes(StandardCharsets.UTF_8), value, List.of(), false);
      state.apply(
          List.of(
              new Entry(
                  new EntryId(index, 3),
                  EntryKind.COMMAND,
                  index * 1_000,
                  RequestCodec.encode(new Request(null, put)).asReadOnlyBuffer())));
    }
  }

  static void change(KeptState state, Membership membership) {
    long index = state.appliedIndex() + 1;
    state.apply(
        List.of(
            new Entry(
                new EntryId(index, 3),
                EntryKind.MEMBERSHIP,
                index * 1_000,
                MembershipCodec.encode(membership).asReadOnlyBuffer())));
  }
}
