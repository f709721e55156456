package dev.palisade.kv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  private static final String MEMBERS =
      "1=10.0.0.1:7000,10.0.0.1:7001;2=10.0.0.2:7000,10.0.0.2:7001";

  @TempDir Path directory;

  @Test
  void flagsComeBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("palisade.conf"),
            "heartbeat-millis=10\nelection-timeout-millis=500\nlog-level=warn\n");
    Map<String, String> flags = flags();
    flags.put("heartbeat-millis", "30");
    Map<String, String> environment =
        Map.of("PALISADE_HEARTBEAT_MILLIS", "20", "PALISADE_ELECTION_TIMEOUT_MILLIS", "400");
    ServerConfig config = ServerConfig.load(flags, environment, Optional.of(file));
    assertThat(config.timeouts().heartbeatNanos()).isEqualTo(30_000_000);
    assertThat(config.timeouts().electionNanos()).isEqualTo(400_000_000);
    assertThat(config.logs().level()).isEqualTo("warn");
    assertThat(config.members()).hasSize(2);
    assertThat(config.own().clients().getPort()).isEqualTo(7001);
  }

  @Test
  void aMistakenNameIsRefusedWithTheNearestOne() throws Exception {
    Path file = Files.writeString(directory.resolve("palisade.conf"), "heartbeat-milis=10\n");
    assertThatThrownBy(() -> ServerConfig.load(flags(), Map.of(), Optional.of(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heartbeat-milis is not a setting")
        .hasMessageContaining("heartbeat-millis");
  }

  @Test
  void aBadValueIsRefusedWithItsSourceAndWhatIsAllowed() {
    assertRefused("election-timeout-millis", "5", "'5' (flag --election-timeout-millis)", "50");
    assertRefused("segment-bytes", "much", "is not a number");
    assertRefused("expect-log", "maybe", "is neither true nor false");
    assertRefused("heartbeat-millis", "300", "is not within 1 to 299");
    assertRefused("node-id", "9", "is none of the members [n1, n2]");
    assertRefused("members", "1=nowhere", "ID=PEER_HOST:PORT,CLIENT_HOST:PORT");
    assertRefused("members", MEMBERS + ";1=10.0.0.3:1,10.0.0.3:2", "names n1 twice");
    assertRefused("members", "1=10.0.0.1:70000,10.0.0.1:1", "port 70000");
  }

  @Test
  void aNodeListensWhereItIsReachedUnlessItIsToldOtherwise() throws Exception {
    ServerConfig usual = ServerConfig.load(flags(), Map.of(), Optional.empty());
    assertThat(usual.listen().peers()).isEqualTo(usual.own().peers());
    assertThat(usual.listen().clients()).isEqualTo(usual.own().clients());
    Map<String, String> flags = flags();
    flags.put("listen-clients", "0.0.0.0:17001");
    ServerConfig behind = ServerConfig.load(flags, Map.of(), Optional.empty());
    assertThat(Member.show(behind.listen().clients())).isEqualTo("0.0.0.0:17001");
    assertThat(behind.listen().peers()).isEqualTo(behind.own().peers());
    assertRefused("listen-peers", "7001", "expected HOST:PORT", "0.0.0.0:7001");
    assertRefused("listen-peers", "a:70000", "is not within 1 to 65535");
    assertRefused(
        "listen-peers", Member.show(usual.own().clients()), "both for peers and for clients");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstSetting() throws Exception {
    Path file = directory.resolve("palisade.conf");
    Files.writeString(file, "\ufefflog-level=warn\r\nheartbeat-millis=20\r\n");
    ServerConfig config = ServerConfig.load(flags(), Map.of(), Optional.of(file));
    assertThat(config.logs().level()).isEqualTo("warn");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Path file = directory.resolve("palisade.conf");
    Files.writeString(file, "data=C:\\users\n");
    assertThatThrownBy(() -> ServerConfig.load(flags(), Map.of(), Optional.of(file)))
        .hasMessageContaining("cannot read settings from " + file);
    Files.write(file, new byte[] {'a', '=', (byte) 0xff});
    assertThatThrownBy(() -> ServerConfig.load(flags(), Map.of(), Optional.of(file)))
        .hasMessageContaining("cannot read settings from " + file);
  }

  @Test
  void whatMustBeGivenIsAskedForByEveryOfItsNames() {
    Map<String, String> flags = flags();
    flags.remove("data");
    assertThatThrownBy(() -> ServerConfig.load(flags, Map.of(), Optional.empty()))
        .hasMessageContaining("data is missing")
        .hasMessageContaining("--data")
        .hasMessageContaining("PALISADE_DATA");
  }

  private static void assertRefused(String key, String value, String... expected) {
    Map<String, String> flags = flags();
    flags.put(key, value);
    assertThatThrownBy(() -> load(flags))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(expected);
  }

  private static ServerConfig load(Map<String, String> flags) throws IOException {
    return ServerConfig.load(flags, Map.of(), Optional.empty());
  }

  private static Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>();
    flags.put("node-id", "1");
    flags.put("cluster-id", "7");
    flags.put("data", "data");
    flags.put("members", MEMBERS);
    return flags;
  }
}
