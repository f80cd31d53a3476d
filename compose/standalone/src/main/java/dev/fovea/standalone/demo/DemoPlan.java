package dev.fovea.standalone.demo;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Who and what the demo shows. The order of the films is the order in which they come in. */
final class DemoPlan {

    /** Reviews what the others upload. */
    static final Person EDITOR = new Person("Edda Lindqvist", Role.EDITOR, Category.EMPLOYEE);

    private static final List<Person> VIEWERS = List.of(
            new Person("Dario Conti", Role.USER, Category.DEALER),
            new Person("Dunja Petrov", Role.USER, Category.DEALER),
            new Person("Emil Sorensen", Role.USER, Category.EMPLOYEE),
            new Person("Esra Yilmaz", Role.USER, Category.EMPLOYEE),
            new Person("Ethan Brooks", Role.USER, Category.EMPLOYEE),
            new Person("Tamsin Clarke", Role.USER, Category.TECHNICIAN),
            new Person("Tomasz Nowak", Role.USER, Category.TECHNICIAN),
            new Person("Sofia Marques", Role.USER, Category.STAKEHOLDER),
            new Person("Sven Albers", Role.USER, Category.STAKEHOLDER),
            new Person("Ines Moreau", Role.USER, Category.INTERN),
            new Person("Ivo Horvat", Role.USER, Category.INTERN),
            new Person("Vera Castillo", Role.USER, Category.VENDOR),
            new Person("Viktor Lund", Role.USER, Category.VENDOR));

    static final List<Film> FILMS = List.of(
            new Film(
                    "Big Buck Bunny",
                    "The opening of the open film. (c) Blender Foundation, CC BY 3.0, peach.blender.org.",
                    Category.EMPLOYEE,
                    new Whole(),
                    new Approve(),
                    9),
            film("A morning in the meadow", "Thirty seconds of spring, cut to eight.", Category.DEALER, 0, 8, 5),
            film("What lives under the hill", "A first look at the burrow.", Category.TECHNICIAN, 8, 7, 4),
            film("The long way to breakfast", "For everyone who asked how our mornings go.", Category.INTERN, 14, 8, 4),
            film("Fur, grass and light", "Materials as they should look.", Category.VENDOR, 20, 6, 3),
            film("Quarterly meadow report", "Six seconds that sum it up.", Category.STAKEHOLDER, 22, 6, 3),
            new Film(
                    "A morning in the meadow, new cut",
                    "Starts later and ends earlier.",
                    Category.DEALER,
                    new Excerpt(2, 5),
                    new LeaveWaiting(),
                    0),
            new Film(
                    "Welcome, new colleagues",
                    "To be shown on the first day.",
                    Category.EMPLOYEE,
                    new Excerpt(10, 5),
                    new LeaveWaiting(),
                    0),
            new Film(
                    "Credits, draft",
                    "",
                    Category.TECHNICIAN,
                    new Excerpt(24, 4),
                    new Reject("The last name is cut off. Please add two more seconds and upload it again."),
                    0),
            new Film(
                    "Holiday pictures",
                    "Named like a film, but none.",
                    Category.INTERN,
                    new NotAFilm(),
                    new ExpectFailure(),
                    0));

    private DemoPlan() {}

    /** @param name as people read it; the address follows from it */
    record Person(String name, Role role, Category category) {
        String email() {
            return name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@demo.fovea.local";
        }
    }

    /** @param views how often it is watched once it may be */
    record Film(String title, String description, Category category, Content content, Outcome outcome, int views) {
        Person uploader() {
            return viewers(category).getFirst();
        }
    }

    sealed interface Content {}

    record Whole() implements Content {}

    record Excerpt(int fromSeconds, int seconds) implements Content {}

    record NotAFilm() implements Content {}

    sealed interface Outcome {}

    record Approve() implements Outcome {}

    record LeaveWaiting() implements Outcome {}

    record Reject(String reason) implements Outcome {}

    record ExpectFailure() implements Outcome {}

    static List<Person> people() {
        return Stream.concat(Stream.of(EDITOR), VIEWERS.stream()).toList();
    }

    static List<Person> viewers(Category category) {
        return VIEWERS.stream().filter(person -> person.category() == category).toList();
    }

    private static Film film(String title, String description, Category category, int from, int seconds, int views) {
        return new Film(title, description, category, new Excerpt(from, seconds), new Approve(), views);
    }
}
