package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogExampleTest {
  @Test
  void theExampleInTheDocumentationIsWhatTheProgramWrites() throws IOException {
    FaultDisk disk = new FaultDisk();
    LogIdentity identity = new LogIdentity(2748, new NodeId(1));
    try (Wal wal = Wal.open(disk, new WalOptions(identity, 8192, 0, 7))) {
      ByteBuffer payload = ByteBuffer.wrap("a=1".getBytes(StandardCharsets.UTF_8));
      Entry entry = new Entry(new EntryId(1, 3), EntryKind.COMMAND, 700, payload);
      wal.stage(1, new HardState(3, new NodeId(2)), Records.batch(List.of(entry)));
      wal.flush();
    }

    byte[] written = disk.content(Segment.name(1));
    byte[] documented = new byte[written.length];
    for (String line : Files.readAllLines(Path.of("../../docs/formats.md"))) {
      if (line.matches(" +\\d+ ( [0-9a-f]{2}){8} .*")) {
        int at = Integer.parseInt(line.substring(0, 5).strip());
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(line.substring(7, 30));
        System.arraycopy(bytes, 0, documented, at, bytes.length);
      }
    }
    assertThat(documented).isEqualTo(written);
  }
}
