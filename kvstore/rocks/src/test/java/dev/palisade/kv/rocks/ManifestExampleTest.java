package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ManifestExampleTest {
  private static final Pattern LINE =
      Pattern.compile("[0-9a-f]{4}: ([0-9a-f]{2}(?: [0-9a-f]{2}){0,7})(?: .*)?");

  private static final SnapshotManifest EXAMPLE =
      new SnapshotManifest(
          new Snapshot(
              new EntryId(8200, 7),
              Membership.ofVoters(List.of(new NodeId(1), new NodeId(2))),
              "8200-7"),
          new SnapshotManifest.State(8100, 700, "0102030405060708090a0b0c0d0e0f10"),
          List.of(new Part("000008.sst", 1000, 0x11223344), new Part("CURRENT", 16, 0x55667788)));

  @Test
  void theExampleInTheDocumentationIsWhatTheProgramWrites() throws IOException {
    ByteArrayOutputStream documented = new ByteArrayOutputStream();
    for (String line : Files.readAllLines(Path.of("../../docs/formats.md"))) {
      Matcher bytes = LINE.matcher(line);
      if (bytes.matches()) {
        documented.write(HexFormat.ofDelimiter(" ").parseHex(bytes.group(1)));
      }
    }
    ByteBuffer written = EXAMPLE.encode();
    assertThat(ByteBuffer.wrap(documented.toByteArray())).isEqualTo(written);
    assertThat(SnapshotManifest.decode(written)).isEqualTo(EXAMPLE);
  }
}
