package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.palisade.proto.raft.AskSnapshotBytes;
import dev.palisade.proto.raft.SnapshotBytes;
import dev.palisade.proto.raft.SnapshotFrame;
import dev.palisade.proto.raft.SnapshotPart;
import dev.palisade.proto.raft.SnapshotParts;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotCodecTest {
  static List<SnapshotMessage> messages() {
    return List.of(
        new SnapshotMessage.AskParts("9-2"),
        new SnapshotMessage.AskBytes("9-2", "000010.sst", 1L << 40, 1 << 20),
        new SnapshotMessage.Parts(
            "9-2", List.of(new Part("CURRENT", 16, -1), new Part("000010.sst", 1L << 40, 7))),
        new SnapshotMessage.Bytes("9-2", "CURRENT", 3, -5, ByteBuffer.wrap(new byte[] {1, 2, 3})),
        new SnapshotMessage.Gone("9-2"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesOutAsItWentIn(SnapshotMessage message) {
    assertThat(SnapshotCodec.decode(SnapshotCodec.encode(message).build())).isEqualTo(message);
  }

  static List<SnapshotFrame> nonsense() {
    SnapshotFrame.Builder frame = SnapshotFrame.newBuilder().setReference("9-2");
    return List.of(
        frame.clone().build(),
        frame.clone().setReference("x".repeat(1_001)).build(),
        frame.clone().setAskBytes(AskSnapshotBytes.newBuilder().setMaxBytes(0)).build(),
        frame.clone().setAskBytes(AskSnapshotBytes.newBuilder().setMaxBytes(1 << 21)).build(),
        frame
            .clone()
            .setAskBytes(AskSnapshotBytes.newBuilder().setOffset(-1).setMaxBytes(1))
            .build(),
        frame
            .clone()
            .setBytes(
                SnapshotBytes.newBuilder().setContent(ByteString.copyFrom(new byte[(1 << 20) + 1])))
            .build(),
        frame
            .clone()
            .setParts(SnapshotParts.newBuilder().addParts(SnapshotPart.newBuilder().setBytes(-1)))
            .build());
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void aFrameThatMakesNoSenseIsRefused(SnapshotFrame frame) {
    assertThatThrownBy(() -> SnapshotCodec.decode(frame))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noMoreIsAskedForThanFitsIntoAFrame() {
    SnapshotMessage ask = new SnapshotMessage.AskBytes("9-2", "a", 0, 8 << 20);
    assertThat(SnapshotCodec.decode(SnapshotCodec.encode(ask).build()))
        .isEqualTo(new SnapshotMessage.AskBytes("9-2", "a", 0, 1 << 20));
  }
}
