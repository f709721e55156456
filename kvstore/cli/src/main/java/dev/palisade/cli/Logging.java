package dev.palisade.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up in code, which starts faster than a file that is parsed. A node logs to standard
 * output; a short command logs nothing, because it says all it has to say itself. The system
 * property {@code palisade.log} names the lowest level that is logged.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String LEVEL = "palisade.log";

  /** Leads what libraries log through java.util.logging into the same log. */
  static void install() {
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
    java.util.logging.Level level =
        level().isGreaterOrEqual(Level.OFF)
            ? java.util.logging.Level.OFF
            : java.util.logging.Level.INFO;
    LogManager.getLogManager().getLogger("").setLevel(level);
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} - %msg%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level());
    root.addAppender(console);
    // The libraries' ordinary life is of no interest to an operator.
    context.getLogger("io.netty").setLevel(atLeast(Level.WARN));
    context.getLogger("io.grpc").setLevel(atLeast(Level.WARN));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Level level() {
    return Level.toLevel(System.getProperty(LEVEL), Level.OFF);
  }

  private static Level atLeast(Level lowest) {
    return level().isGreaterOrEqual(lowest) ? level() : lowest;
  }
}
