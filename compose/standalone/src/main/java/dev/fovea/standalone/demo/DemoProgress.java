package dev.fovea.standalone.demo;

import dev.fovea.standalone.demo.DemoPlan.Film;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** How far the demo has come, kept beside the data: a film that somebody deleted since does not come back. */
final class DemoProgress {

    private static final String FILE = "progress.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private State state;

    /**
     * @param people whether they exist
     * @param videos the id of each film that has come in, by title
     * @param decided the titles of films with which the demo is done but for their viewers
     * @param views how many have been watched, by title
     */
    private record State(boolean people, Map<String, String> videos, Set<String> decided, Map<String, Integer> views) {}

    private DemoProgress(Path file, State state) {
        this.file = file;
        this.state = state;
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    static DemoProgress in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        State state = Files.exists(file)
                ? JSON.readValue(Files.readString(file), State.class)
                : new State(false, new HashMap<>(), new HashSet<>(), new HashMap<>());
        return new DemoProgress(file, state);
    }

    synchronized boolean hasPeople() {
        return state.people();
    }

    synchronized void peopleExist() throws IOException {
        state = new State(true, state.videos(), state.decided(), state.views());
        keep();
    }

    synchronized Optional<String> videoOf(Film film) {
        return Optional.ofNullable(state.videos().get(film.title()));
    }

    synchronized void cameIn(Film film, String videoId) throws IOException {
        state.videos().put(film.title(), videoId);
        keep();
    }

    synchronized boolean isDecided(Film film) {
        return state.decided().contains(film.title());
    }

    synchronized void decided(Film film) throws IOException {
        state.decided().add(film.title());
        keep();
    }

    synchronized int viewsOf(Film film) {
        return state.views().getOrDefault(film.title(), 0);
    }

    synchronized void watchedOnceMore(Film film) throws IOException {
        state.views().merge(film.title(), 1, Integer::sum);
        keep();
    }

    boolean isComplete() {
        return hasPeople()
                && DemoPlan.FILMS.stream().allMatch(film -> isDecided(film) && viewsOf(film) >= film.views());
    }

    private void keep() throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.writeString(fresh, JSON.writeValueAsString(state));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
