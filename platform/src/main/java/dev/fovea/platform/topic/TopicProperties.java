package dev.fovea.platform.topic;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param replicationFactor of topics that are made by us; 1 fits one broker */
@ConfigurationProperties("fovea.topics")
public record TopicProperties(@DefaultValue("1") short replicationFactor) {}
