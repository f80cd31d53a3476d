package dev.fovea.standalone.transcode;

import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.media.MediaLayout;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.contracts.video.TranscodeEvent;
import dev.fovea.platform.topic.TopicSerdes;
import dev.fovea.standalone.transcode.TranscodeJournal.Entry;
import dev.fovea.standalone.transcode.TranscodeJournal.Job;
import dev.fovea.transcode.encode.ContentNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What lies in the store, in the journal and in the topic when the killing is over. */
final class Aftermath {

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MS = 500;

    private final House house;
    private final TranscodeJournal journal;
    private final List<TranscodeWorker> workers;

    Aftermath(House house, TranscodeJournal journal, List<TranscodeWorker> workers) {
        this.house = house;
        this.journal = journal;
        this.workers = workers;
    }

    /** By name, the hash that the job's manifest gives; empty when it has none. */
    Map<String, String> manifestOf(VideoId video) throws IOException {
        Optional<Path> file = manifestFile(video);
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Map.of();
        }
        Map<String, String> hashes = new HashMap<>();
        for (String line : Files.readAllLines(file.get())) {
            hashes.put(line.substring(line.indexOf("  ") + 2), line.substring(0, line.indexOf("  ")));
        }
        return hashes;
    }

    private Optional<Path> manifestFile(VideoId video) throws IOException {
        Optional<String> hash = journal.job(video.value()).map(Job::manifestHash);
        return hash.isEmpty()
                ? Optional.empty()
                : Optional.of(folderOf(video).resolve(ContentNames.named("manifest", hash.get(), "txt")));
    }

    private Path folderOf(VideoId video) throws IOException {
        return house.folder("media").resolve(MediaLayout.generation(video, 1));
    }

    /** @param videos of one film; the first was not disturbed */
    int differences(List<VideoId> videos) throws IOException {
        Map<String, String> expected = manifestOf(videos.getFirst());
        int differences = 0;
        for (VideoId video : videos) {
            differences += differences(expected, video);
        }
        return differences;
    }

    /** Objects whose bytes, as they lie in the store, are not those of the reference; missing and surplus ones too. */
    private int differences(Map<String, String> expected, VideoId video) throws IOException {
        Map<String, String> found = manifestOf(video);
        int differences = (int) found.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .count();
        for (var object : expected.entrySet()) {
            Path file = folderOf(video).resolve(object.getKey());
            boolean same = object.getValue().equals(found.get(object.getKey()))
                    && Files.exists(file)
                    && object.getValue().equals(ContentNames.sha256(file));
            differences += same ? 0 : 1;
        }
        return differences;
    }

    /** @param patience for the collector to take away the files that no manifest names */
    int orphanFiles(List<VideoId> videos, Duration patience) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        List<Path> orphans = findOrphans(videos);
        while (!orphans.isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(LOOK_EVERY_MS);
            orphans = findOrphans(videos);
        }
        orphans.forEach(file -> System.out.println("nobody's file: " + file));
        return orphans.size();
    }

    /** @param patience until the leases of the dead have ended */
    int openExecutions(Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        List<String> open = journal.openExecutions();
        while (!open.isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(LOOK_EVERY_MS);
            open = journal.openExecutions();
        }
        open.forEach(System.out::println);
        return open.size();
    }

    private List<Path> findOrphans(List<VideoId> videos) throws IOException {
        var owned = new HashSet<Path>();
        for (VideoId video : videos) {
            Path folder = folderOf(video);
            manifestOf(video).keySet().forEach(name -> owned.add(folder.resolve(name)));
            manifestFile(video).ifPresent(owned::add);
            owned.add(house.folder("media").resolve(MediaLayout.source(video, 1)));
        }
        var orphans = new ArrayList<Path>();
        for (Path root : roots()) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(Files::isRegularFile)
                        .filter(file ->
                                !owned.contains(file) && !file.toString().endsWith(".lock"))
                        .forEach(orphans::add);
            } catch (UncheckedIOException | NoSuchFileException e) {
                orphans.add(root); // in motion: looked at again
            }
        }
        return orphans;
    }

    /** Where files may be left: the store, and the scratch space of the machines that still exist. */
    private List<Path> roots() throws IOException {
        var roots = new ArrayList<Path>();
        roots.add(house.folder("media"));
        for (TranscodeWorker worker : workers) {
            Path scratch = worker.machine().resolve("scratch");
            if (Files.isDirectory(scratch)) {
                roots.add(scratch);
            }
        }
        return roots;
    }

    /** Units that were claimed again. */
    static int redone(List<Entry> entries) {
        Map<String, Long> claims = entries.stream()
                .filter(Entry::isClaim)
                .collect(Collectors.groupingBy(entry -> entry.job() + "/" + entry.unit(), Collectors.counting()));
        return (int) claims.values().stream().mapToLong(count -> count - 1).sum();
    }

    /** Results that were accepted from another life than the one that had claimed the unit, or the job, last. */
    static int lateResults(List<Entry> entries) {
        Map<String, String> claimed = new HashMap<>();
        var over = new HashSet<UUID>();
        int late = 0;
        for (Entry entry : entries) {
            String what = entry.job() + "/" + entry.unit();
            boolean result = entry.state().equals("ACCEPTED")
                    || entry.state().equals("COMPLETED") && over.add(entry.job()); // its fence may still be raised
            if (entry.isClaim() || entry.state().equals("RUNNING")) {
                claimed.put(what, entry.session());
            } else if (result && !entry.session().equals(claimed.get(what))) {
                late++;
            }
        }
        return late;
    }

    /** Results that were accepted and taken back later: an object of theirs was not there, or not what was made. */
    static int lostResults(List<Entry> entries) {
        var accepted = new HashSet<String>();
        int lost = 0;
        for (Entry entry : entries) {
            String what = entry.job() + "/" + entry.unit();
            if (entry.unit() != null && entry.state().equals("ACCEPTED")) {
                accepted.add(what);
            } else if (entry.unit() != null && accepted.remove(what)) {
                lost++;
            }
        }
        return lost;
    }

    /** Of the jobs that are complete, those whose end nobody was told of. */
    int untold(List<VideoId> complete) {
        var untold = complete.stream().map(VideoId::toString).collect(Collectors.toCollection(HashSet::new));
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", house.kafkaAddress()),
                new StringDeserializer(),
                TopicSerdes.deserializer(Topics.TRANSCODES))) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.TRANSCODES.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant deadline = Instant.now().plus(TOLD_WITHIN);
            while (!untold.isEmpty() && Instant.now().isBefore(deadline)) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> {
                    if (message.value() instanceof TranscodeEvent.Ready) {
                        untold.remove(message.key());
                    }
                });
            }
        }
        return untold.size();
    }
}
