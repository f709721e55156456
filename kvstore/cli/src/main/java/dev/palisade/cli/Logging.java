package dev.palisade.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.palisade.kv.server.ServerConfig;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up in code, which starts faster than a file that is parsed. A short command logs
 * nothing, because it says all it has to say itself; a node logs to standard output.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  /** Silence, until a server asks for more. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Keeps libraries that log through java.util.logging from writing to standard error. */
  static void silence() {
    LogManager.getLogManager().reset();
    LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.OFF);
  }

  /** Logs to standard output, as the settings of a server say. */
  static void forServer(ServerConfig.Logs settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Level level = Level.toLevel(settings.level());
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder(settings, context));
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(console);
    // The libraries' ordinary life is of no interest to an operator.
    Level libraries = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
    context.getLogger("io.netty").setLevel(libraries);
    context.getLogger("io.grpc").setLevel(libraries);
    LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.WARNING);
    SLF4JBridgeHandler.install();
  }

  private static Encoder<ILoggingEvent> encoder(ServerConfig.Logs settings, LoggerContext context) {
    return switch (settings.format()) {
      case JSON -> {
        JsonEncoder json = new JsonEncoder();
        json.setContext(context);
        json.start();
        yield json;
      }
      case TEXT -> {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} - %msg%n");
        text.start();
        yield text;
      }
    };
  }
}
