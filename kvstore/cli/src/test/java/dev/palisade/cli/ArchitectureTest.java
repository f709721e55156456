package dev.palisade.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arrows between the rooms, and what the pure rooms may not touch. docs/architecture.md draws
 * them.
 */
@AnalyzeClasses(packages = "dev.palisade", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String RAFT = "dev.palisade.raft";
  private static final String CORE = "dev.palisade.raft.core";
  private static final String LOG = "dev.palisade.raft.log";
  private static final String CLOCK = "dev.palisade.raft.clock";
  private static final String REPLICA = "dev.palisade.raft.replica";
  private static final String TRANSPORT = "dev.palisade.raft.transport";
  private static final String RUNTIME = "dev.palisade.raft.runtime";
  private static final String STATE = "dev.palisade.kv.state";
  private static final String ROCKS = "dev.palisade.kv.rocks";
  private static final String SERVER = "dev.palisade.kv.server";
  private static final String CLIENT = "dev.palisade.client..";
  private static final String SIMULATOR = "dev.palisade.sim..";
  private static final String CHECKER = "dev.palisade.checker..";
  private static final String CLI = "dev.palisade.cli..";
  private static final String PROTO_RAFT = "dev.palisade.proto.raft";
  private static final String PROTO_KV = "dev.palisade.proto.kv";

  private static final String[] PURE = {RAFT, CORE, LOG, CLOCK, REPLICA, STATE};

  /** Rooms where even the order of a hash map would show in a trace. */
  private static final String[] TRACED = {RAFT, CORE, CLOCK};

  @ArchTest static final ArchRule raftImportsNothing = room(RAFT);
  @ArchTest static final ArchRule coreImportsTheVocabulary = room(CORE, RAFT);
  @ArchTest static final ArchRule logImportsTheVocabulary = room(LOG, RAFT);
  @ArchTest static final ArchRule clockImportsTheVocabulary = room(CLOCK, RAFT);

  @ArchTest
  static final ArchRule replicaImportsTheRoomsOfTheCore = room(REPLICA, RAFT, CORE, LOG, CLOCK);

  @ArchTest
  static final ArchRule transportImportsTheReplica =
      room(TRANSPORT, RAFT, CORE, LOG, REPLICA, PROTO_RAFT);

  @ArchTest
  static final ArchRule runtimeImportsTheTransport =
      room(RUNTIME, RAFT, CORE, LOG, CLOCK, REPLICA, TRANSPORT);

  @ArchTest static final ArchRule stateImportsTheVocabularyAndTheClock = room(STATE, RAFT, CLOCK);

  @ArchTest
  static final ArchRule rocksImportsTheStateAndTheEdgeOfSnapshots =
      room(ROCKS, STATE, RAFT, LOG, REPLICA);

  @ArchTest
  static final ArchRule serverImportsNodeStateAndProto =
      room(SERVER, RAFT, CORE, LOG, CLOCK, REPLICA, RUNTIME, STATE, PROTO_KV);

  @ArchTest static final ArchRule clientImportsProtoAlone = room(CLIENT, PROTO_KV);

  @ArchTest
  static final ArchRule theSimulatorImportsTheCoreAndTheState =
      room(SIMULATOR, RAFT, CORE, LOG, CLOCK, REPLICA, STATE);

  @ArchTest static final ArchRule theCheckerImportsNothing = room(CHECKER, CHECKER);

  @ArchTest
  static final ArchRule nothingImportsTheCommand =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices()
          .matching("dev.palisade.(**)")
          .should()
          .beFreeOfCycles()
          // The command's root names its commands, and they its options: one room in folders.
          .ignoreDependency(resideInAPackage(CLI), resideInAPackage(CLI));

  @ArchTest
  static final ArchRule pureRoomsReadNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now");

  @ArchTest
  static final ArchRule pureRoomsOwnNoThreadFileOrRandomness =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.nio.channels..", "java.net..")
                  .or(
                      named(
                          "java.lang.Thread",
                          "java.util.concurrent.Executor",
                          "java.util.concurrent.ExecutorService",
                          "java.util.concurrent.locks.LockSupport",
                          "java.nio.file.Files",
                          "java.io.File",
                          "java.io.RandomAccessFile",
                          "java.util.Random",
                          "java.security.SecureRandom",
                          "java.util.concurrent.ThreadLocalRandom")));

  @ArchTest
  static final ArchRule pureRoomsDrawNoRandomIds =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(java.util.UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule tracedRoomsHaveNoHashOrder =
      noClasses()
          .that()
          .resideInAnyPackage(TRACED)
          .should()
          .dependOnClassesThat(named("java.util.HashMap", "java.util.HashSet"))
          .orShould()
          .accessTargetWhere(
              isCallOf("java.util.Set", "of", "copyOf")
                  .or(isCallOf("java.util.Map", "of", "copyOf")));

  @ArchTest
  static final ArchRule theStateNeverIteratesInHashOrder =
      noClasses()
          .that()
          .resideInAPackage(STATE)
          .should()
          .accessTargetWhere(
              isCallOf("java.util.HashMap", "keySet", "values", "entrySet", "forEach")
                  .or(isCallOf("java.util.Set", "of", "copyOf"))
                  .or(isCallOf("java.util.Map", "of", "copyOf", "entry", "ofEntries"))
                  .or(isCallOf("java.util.HashSet", "iterator", "stream", "forEach")));

  /** A package of ours may use these packages of ours, itself, and whatever is not ours. */
  private static ArchRule room(String room, String... others) {
    List<String> allowed = new ArrayList<>(Arrays.asList(others));
    allowed.add(room);
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(DescribedPredicate.not(resideInAPackage("dev.palisade.."))));
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> named(
      String... names) {
    List<String> all = List.of(names);
    return DescribedPredicate.describe(
        "one of " + all, javaClass -> all.contains(javaClass.getFullName()));
  }

  private static DescribedPredicate<JavaAccess<?>> isCallOf(String owner, String... methods) {
    List<String> all = List.of(methods);
    return DescribedPredicate.describe(
        owner + " " + all,
        access ->
            access.getTargetOwner().getFullName().equals(owner) && all.contains(access.getName()));
  }
}
