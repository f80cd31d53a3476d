package dev.fovea.ingest.task;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.id.UserId;
import dev.fovea.contracts.id.VideoId;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.ingest.task.TaskViews.PersonProgress;
import dev.fovea.ingest.task.TaskViews.TaskPerson;
import dev.fovea.ingest.task.TaskViews.TaskView;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.edit.Revision;
import dev.fovea.platform.id.Uuid7;
import dev.fovea.platform.problem.ClientProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Everyone sees their own tasks; editors and admins see, make and change all of them. */
@RestController
@RequestMapping("/api/v1")
class TaskController {

    private final Tasks tasks;
    private final TaskViews views;
    private final Clock clock;

    TaskController(Tasks tasks, TaskViews views, Clock clock) {
        this.tasks = tasks;
        this.views = views;
        this.clock = clock;
    }

    @Operation(summary = "My tasks, what is due first; all tasks with mine=false, for editors and admins")
    @GetMapping("/tasks")
    TaskList list(Caller caller, @RequestParam(defaultValue = "true") boolean mine) {
        if (mine) {
            return new TaskList(views.of(tasks.assignedTo(caller.userId(), caller.category()), caller));
        }
        if (!caller.isModerator()) {
            throw new ClientProblem(ProblemType.FORBIDDEN, "only editors and admins see tasks of others");
        }
        return new TaskList(views.of(tasks.all(), caller));
    }

    @GetMapping("/tasks/{id}")
    ResponseEntity<TaskView> one(Caller caller, @PathVariable UUID id) {
        Task task = find(id);
        if (!caller.isModerator() && !task.isFor(caller.userId(), caller.category())) {
            throw new TaskNotFound(id);
        }
        return answer(ResponseEntity.ok(), task, caller);
    }

    @PostMapping("/tasks")
    ResponseEntity<TaskView> create(Caller caller, @RequestBody @Valid TaskEdit edit) {
        Task task = taskOf(
                edit,
                Uuid7.next(),
                1,
                caller.userId(),
                caller.displayName(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        tasks.insert(task);
        return answer(ResponseEntity.created(URI.create("/api/v1/tasks/" + task.id())), task, caller);
    }

    @Operation(summary = "A task as it shall be")
    @PutMapping("/tasks/{id}")
    ResponseEntity<TaskView> replace(
            Caller caller,
            @PathVariable UUID id,
            @RequestHeader(value = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Valid TaskEdit edit) {
        Task before = find(id);
        Revision.required(ifMatch).requireCurrent(before.revision());
        Task after =
                taskOf(edit, id, before.revision() + 1, before.createdBy(), before.createdByName(), before.createdAt());
        if (!tasks.replace(after)) {
            throw new Revision.Outdated();
        }
        return answer(ResponseEntity.ok(), after, caller);
    }

    @ApiResponse(responseCode = "204")
    @DeleteMapping("/tasks/{id}")
    ResponseEntity<Void> delete(@PathVariable UUID id) {
        if (!tasks.delete(id)) {
            throw new TaskNotFound(id);
        }
        return ResponseEntity.noContent().build();
    }

    @Operation(summary = "How far everyone who has the task has come, least first")
    @GetMapping("/tasks/{id}/people")
    TaskPeople people(@PathVariable UUID id) {
        return new TaskPeople(views.progressOf(find(id)));
    }

    @Operation(summary = "Who may be given a task: part of a name or an email")
    @GetMapping("/people")
    Candidates candidates(@RequestParam(defaultValue = "") @Size(max = 200) String q) {
        return new Candidates(views.candidates(q));
    }

    private ResponseEntity<TaskView> answer(ResponseEntity.BodyBuilder answer, Task task, Caller caller) {
        return answer.eTag(Revision.tagOf(task.revision())).body(views.of(task, caller));
    }

    private Task find(UUID id) {
        return tasks.find(id).orElseThrow(() -> new TaskNotFound(id));
    }

    private Task taskOf(TaskEdit edit, UUID id, long revision, UserId by, String byName, Instant createdAt) {
        Set<UserId> people = edit.people() == null ? Set.of() : Set.copyOf(edit.people());
        if (edit.category() == null && people.isEmpty()) {
            throw new ClientProblem(ProblemType.INVALID_REQUEST, "a task is for a category or for people");
        }
        List<VideoId> videos = edit.videos().stream().distinct().toList();
        views.requireVideos(videos);
        views.requirePeople(people);
        return new Task(
                id,
                revision,
                edit.title().strip(),
                Objects.requireNonNullElse(edit.description(), ""),
                edit.dueAt(),
                edit.category(),
                people,
                videos,
                by,
                byName,
                createdAt);
    }

    /** @param videos in the order to be watched */
    record TaskEdit(
            @NotBlank @Size(max = 200) String title,
            @Nullable @Size(max = 5_000) String description,
            @Nullable Instant dueAt,
            @Nullable Category category,
            @Nullable @Size(max = Task.PEOPLE_MAX) List<@NotNull UserId> people,
            @NotEmpty @Size(max = Task.VIDEOS_MAX) List<@NotNull VideoId> videos) {}

    record TaskList(List<TaskView> items) {}

    record TaskPeople(List<PersonProgress> items) {}

    @Schema(name = "TaskCandidates")
    record Candidates(List<TaskPerson> items) {}

    static final class TaskNotFound extends ClientProblem {
        TaskNotFound(UUID id) {
            super(ProblemType.TASK_NOT_FOUND, "there is no task " + id + " for you");
        }
    }
}
