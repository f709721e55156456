package dev.palisade.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.palisade.cli.local.ClusterFile.Node.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    ClusterFile file =
        new ClusterFile(
            42,
            List.of(
                new ClusterFile.Node(
                    1,
                    24001,
                    24002,
                    Standing.FOUNDER,
                    true,
                    Optional.of(new ProcessIdentity(4711, "boot:99"))),
                new ClusterFile.Node(
                    2, 24003, 24004, Standing.REMOVED_FOUNDER, false, Optional.empty()),
                new ClusterFile.Node(3, 24005, 24006, Standing.ADDED, false, Optional.empty()),
                new ClusterFile.Node(4, 24007, 24008, Standing.REMOVED, false, Optional.empty())));
    file.write(folder);
    assertEquals(Optional.of(file), ClusterFile.read(folder));
    assertEquals(List.of("127.0.0.1:24001", "127.0.0.1:24005"), file.clientEndpoints());
  }

  @Test
  void aFolderWithoutTheFileHoldsNoCluster() throws IOException {
    assertEquals(Optional.empty(), ClusterFile.read(folder));
  }

  @Test
  void aDamagedFileIsNamedWithWhatIsWrong() throws IOException {
    Files.writeString(folder.resolve(ClusterFile.NAME), "format=1\ncluster-id=3\nnodes=1\n");
    IOException e = assertThrows(IOException.class, () -> ClusterFile.read(folder));
    assertTrue(String.valueOf(e.getMessage()).contains("no node.1.client-port"), e::toString);
  }

  @Test
  void aNumberThatNoNodeHasIsRefused() {
    ClusterFile file =
        new ClusterFile(
            1, List.of(new ClusterFile.Node(1, 1, 2, Standing.FOUNDER, false, Optional.empty())));
    var e = assertThrows(IllegalArgumentException.class, () -> file.node(4));
    assertEquals("there is no node 4; this cluster has nodes 1 to 1", e.getMessage());
  }

  @Test
  void chosenPortsDifferAndLieBelowThoseOfOutgoingConnections() throws IOException {
    List<Integer> ports = FreePorts.choose(10, new Random(7));
    assertEquals(10, new HashSet<>(ports).size());
    assertTrue(ports.stream().allMatch(port -> port >= 20_000 && port < 32_000), ports::toString);
  }
}
