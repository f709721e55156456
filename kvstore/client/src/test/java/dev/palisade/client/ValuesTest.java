package dev.palisade.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ValuesTest {
  private static Bytes bytes(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return Bytes.copyOf(array);
  }

  @Test
  void bytesAreOrderedUnsignedWithPrefixesFirst() {
    assertThat(bytes(0x7f)).isLessThan(bytes(0x80));
    assertThat(bytes(1)).isLessThan(bytes(1, 0));
    assertThat(Bytes.of("a")).isEqualTo(bytes(0x61)).hasSameHashCodeAs(bytes(0x61));
  }

  @Test
  void bytesShowTheirTextWhenTheyHaveOne() {
    assertThat(Bytes.of("grün")).hasToString("grün");
    assertThat(bytes(0xff, 0x01)).hasToString("0xff01");
    assertThat(bytes(0x01)).hasToString("0x01");
  }

  @Test
  void thePrefixRangeEndsBeforeTheNextPrefix() {
    assertThat(KeyRange.prefix("app/")).isEqualTo(KeyRange.between("app/", "app0"));
    assertThat(KeyRange.prefix(bytes(1, 0xff, 0xff)))
        .isEqualTo(KeyRange.between(bytes(1, 0xff, 0xff), bytes(2)));
    assertThat(KeyRange.prefix(bytes(0xff))).isEqualTo(KeyRange.atLeast(bytes(0xff)));
    assertThat(KeyRange.prefix("")).isEqualTo(KeyRange.all());
  }

  @Test
  void aRangeThatHoldsNoKeyIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyRange.between("b", "a"))
        .withMessage("range from 'b' to 'a' (exclusive) holds no key; swap them?");
    // On the wire a zero byte stands for the end of the key space.
    assertThatIllegalArgumentException().isThrownBy(() -> KeyRange.between(Bytes.EMPTY, bytes(0)));
  }

  @Test
  void aTimestampShowsBothParts() {
    Hlc hlc = new Hlc((1_700_000_000_123L << 16) | 7);
    assertThat(hlc).hasToString("2023-11-14T22:13:20.123Z+7");
    assertThat(Hlc.startOf(hlc.instant())).isLessThan(hlc);
    assertThat(Hlc.endOf(hlc.instant())).isGreaterThan(hlc);
    assertThat(new Hlc(-1)).as("timestamps are unsigned").isGreaterThan(Hlc.endOf(Instant.EPOCH));
  }

  @Test
  void badSettingsSayWhatToDo() {
    assertThatThrownBy(() -> PalisadeClient.builder().endpoints("localhost"))
        .hasMessageContaining("endpoint must be host:port")
        .hasMessageContaining("'localhost'");
    assertThatThrownBy(() -> PalisadeClient.builder().endpoints("localhost:70000"))
        .hasMessageContaining("host:port");
    assertThatThrownBy(() -> PalisadeClient.builder().endpoints("node_1:7001"))
        .hasMessageContaining("no underscores");
    assertThatThrownBy(() -> PalisadeClient.builder().build())
        .hasMessage("no endpoint given; give at least one host:port");
    assertThatThrownBy(() -> PalisadeClient.builder().timeout(Duration.ZERO))
        .hasMessageContaining("timeout must be 1 ms");
    assertThatThrownBy(() -> PalisadeClient.builder().sessionTtl(Duration.ofMillis(10)))
        .hasMessageContaining("sessionTtl must be at least 1 s");
    assertThatThrownBy(() -> new FenceToken("", 1)).hasMessageContaining("a fence's name");
    assertThatThrownBy(() -> ReadOptions.linearizable().atRevision(0))
        .hasMessage("revision must be at least 1, was 0");
  }

  @Test
  void ipv6EndpointsAreAccepted() {
    assertThat(Endpoints.requireValid("[::1]:7001")).isEqualTo("[::1]:7001");
  }
}
