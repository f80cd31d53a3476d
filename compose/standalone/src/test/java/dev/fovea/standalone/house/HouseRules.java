package dev.fovea.standalone.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules of the house, for classes below a root: the real one, and one that is built wrong on purpose. */
enum HouseRules {
    MODULES_MEET_ONLY_IN_CONTRACTS_AND_PLATFORM {
        @Override
        ArchRule below(String root) {
            String any = root + "..";
            return slices().matching(root + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            resideInAnyPackage(any), resideInAnyPackage(root + ".contracts..", root + ".platform.."))
                    .ignoreDependency(resideInAnyPackage(root + ".standalone.."), resideInAnyPackage(any));
        }
    },
    CONTRACTS_KNOW_VALUES_ONLY {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that()
                    .resideInAPackage(root + ".contracts..")
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(
                                    root + ".contracts..",
                                    "java.lang..",
                                    "java.util..",
                                    "java.time..",
                                    "java.math..",
                                    "java.text..",
                                    "java.nio.charset..",
                                    "com.fasterxml.jackson.annotation..",
                                    "tools.jackson..",
                                    "org.jspecify..")
                            .or(are(namedLikeOneOf("java.net.URI", "java.net.URISyntaxException"))));
        }
    },
    CONTRACTS_DO_NO_WORK_ASIDE {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that()
                    .resideInAPackage(root + ".contracts..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.util.logging..")
                            .or(are(namedLikeOneOf("java.lang.Thread", "java.lang.ProcessBuilder"))));
        }
    },
    PLATFORM_KNOWS_CONTRACTS_ONLY {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that()
                    .resideInAPackage(root + ".platform..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(root + "..")
                            .and(DescribedPredicate.not(
                                    resideInAnyPackage(root + ".platform..", root + ".contracts.."))));
        }
    },
    ONLY_THE_MEDIA_PACKAGE_KNOWS_THE_STORE {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackage(root + ".platform.media..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("software.amazon.awssdk..");
        }
    },
    BEANS_ARE_PUBLIC_ONLY_WHERE_ANOTHER_FEATURE_NEEDS_THEM {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that()
                    .areMetaAnnotatedWith("org.springframework.stereotype.Component")
                    .and()
                    .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
                    .and()
                    .arePublic()
                    .should(new ArchCondition<>("be used by another package") {
                        @Override
                        public void check(JavaClass type, ConditionEvents events) {
                            boolean used = type.getPackage().getClasses().stream()
                                    .filter(it ->
                                            it.equals(type) || it.getName().startsWith(type.getName() + "$"))
                                    .flatMap(it -> it.getDirectDependenciesToSelf().stream())
                                    .anyMatch(dependency -> !dependency
                                            .getOriginClass()
                                            .getPackageName()
                                            .equals(type.getPackageName()));
                            events.add(new SimpleConditionEvent(type, used, type.getName() + " is public for nobody"));
                        }
                    })
                    .allowEmptyShould(true);
        }
    },
    CONFIGURATION_IS_TYPED {
        @Override
        ArchRule below(String root) {
            return noFields().should().beAnnotatedWith("org.springframework.beans.factory.annotation.Value");
        }
    },
    BEANS_ARE_GIVEN_TO_CONSTRUCTORS {
        @Override
        ArchRule below(String root) {
            return noFields().should().beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired");
        }
    },
    NAMES_OF_PACKAGES_SAY_SOMETHING {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .should()
                    .resideInAnyPackage(Stream.of("util", "utils", "common", "dto", "impl", "helper", "misc", "service")
                            .map(name -> ".." + name + "..")
                            .toArray(String[]::new));
        }
    },
    PACKAGES_KNOW_NO_NULL_UNLESS_THEY_SAY_SO {
        @Override
        ArchRule below(String root) {
            return classes().should(new ArchCondition<>("reside in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    events.add(new SimpleConditionEvent(
                            type,
                            type.getPackage().isAnnotatedWith(NullMarked.class),
                            type.getPackageName() + " has no @NullMarked package-info"));
                }
            });
        }
    },
    NOBODY_STARTS_A_SHELL_LINE {
        @Override
        ArchRule below(String root) {
            return noClasses().should().callMethodWhere(new DescribedPredicate<>("Runtime.exec") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                    return call.getTargetOwner().isEquivalentTo(Runtime.class)
                            && call.getName().equals("exec");
                }
            });
        }
    },
    NOTHING_IS_DESERIALISED {
        @Override
        ArchRule below(String root) {
            return noClasses().should().dependOnClassesThat().areAssignableTo(java.io.ObjectInputStream.class);
        }
    };

    abstract ArchRule below(String root);

    private static DescribedPredicate<JavaClass> namedLikeOneOf(String... names) {
        return DescribedPredicate.describe(
                "one of " + Arrays.toString(names), type -> Arrays.asList(names).contains(type.getFullName()));
    }
}
