package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.cli.output.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final String LOST = "\ufffd\ufffd";

  @Test
  void bytesThatTheLocaleDoesNotHaveComeFromTheCommandLine() {
    byte[] commandLine = "java\0-cp\0x\0Main\0put\0é\0".getBytes(StandardCharsets.UTF_8);
    assertThat(Arguments.exact(new String[] {"put", LOST}, commandLine))
        .containsExactly("put", "é");
  }

  @Test
  void bytesThatAreNotTextArriveAsTheyAre() {
    ByteArrayOutputStream commandLine = new ByteArrayOutputStream();
    commandLine.writeBytes("java\0Main\0".getBytes(StandardCharsets.UTF_8));
    commandLine.writeBytes(new byte[] {'a', (byte) 0xff, (byte) 0xc3, 0});
    String[] exact = Arguments.exact(new String[] {"a" + LOST}, commandLine.toByteArray());
    assertThat(RawText.encode(exact[0])).containsExactly('a', 0xff, 0xc3);
  }

  @Test
  void whereTheBytesAreNotKnownWhatWasLostIsRefused() {
    assertThat(Arguments.exact(new String[] {"put", "é"}, new byte[0])).containsExactly("put", "é");
    assertThatThrownBy(() -> Arguments.exact(new String[] {"put", LOST}, new byte[0]))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("--hex");
    byte[] another = "java\0Main\0get\0x\0".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Arguments.exact(new String[] {"put", LOST}, another))
        .isInstanceOf(CommandFailed.class);
  }

  @Test
  void anyBytesSurviveAsAString() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(RawText.encode(RawText.decode(bytes))).as("seed %d", seed).isEqualTo(bytes);
    }
    assertThatThrownBy(() -> RawText.encode("\ud800")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsShownInAMessageCannotMoveTheCursor() {
    assertThat(RawText.printable("a\u001b[2J\udcff\u202eé")).isEqualTo("a\\x1b[2J\\xff\\u{202e}é");
  }
}
