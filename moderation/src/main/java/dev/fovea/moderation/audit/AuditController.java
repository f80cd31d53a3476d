package dev.fovea.moderation.audit;

import dev.fovea.platform.page.Cursor;
import dev.fovea.platform.page.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    /** @param actor an id, or part of a name */
    @GetMapping
    Page<AuditRow> list(
            @RequestParam(required = false) @Size(max = 200) @Nullable String actor,
            @RequestParam(required = false) @Nullable AuditAction action,
            @RequestParam(required = false) @Size(max = 200) @Nullable String subject,
            @RequestParam(defaultValue = Page.LIMIT_DEFAULT) @Min(1) @Max(Page.LIMIT_MAX) int limit,
            @RequestParam(required = false) @Nullable Cursor cursor) {
        Long before = cursor == null ? null : cursor.longAt(0);
        return Page.of(trail.list(actor, action, subject, before, limit + 1), limit, row -> Cursor.of(row.sequence()));
    }

    @GetMapping("/verification")
    AuditTrail.Verification verification() {
        return trail.verify();
    }
}
