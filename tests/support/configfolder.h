// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QFile>
#include <QTemporaryDir>

/// A folder of its own that holds the files of one configuration, cut off from the machine's.
class ConfigFolder
{
public:
    [[nodiscard]] bool isValid() const { return m_folder.isValid(); }
    [[nodiscard]] QString path(const QString &name = {}) const { return m_folder.filePath(name); }

    [[nodiscard]] bool write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size()
               && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }

    /// LLM_PROXY_HOME is this folder, HOME is `home` in it; nothing else is in the environment.
    [[nodiscard]] proxy::ConfigInputs inputs(const QMap<QString, QString> &variables = {}) const
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("LLM_PROXY_HOME"), path());
        environment.insert(QStringLiteral("HOME"), path(QStringLiteral("home")));
        for (auto variable = variables.begin(); variable != variables.end(); ++variable)
            environment.insert(variable.key(), variable.value());
        return {*proxy::locateConfigPaths(environment, {}), environment, {}};
    }

private:
    QTemporaryDir m_folder;
};

/// The problems of one severity, as people read them.
inline QStringList textsOf(const proxy::ConfigProblems &problems,
                           proxy::ConfigProblem::Severity severity)
{
    QStringList list;
    for (const auto &problem : problems) {
        if (problem.severity == severity)
            list << problem.asText().text();
    }
    return list;
}

inline QStringList errorsOf(const proxy::ConfigInputs &inputs)
{
    const auto loaded = proxy::loadConfig(inputs);
    return loaded ? QStringList() : textsOf(loaded.error(), proxy::ConfigProblem::Severity::Error);
}

inline QStringList warningsOf(const proxy::ConfigInputs &inputs)
{
    const auto loaded = proxy::loadConfig(inputs);
    return textsOf(loaded ? loaded->warnings : loaded.error(),
                   proxy::ConfigProblem::Severity::Warning);
}

inline bool anyContains(const QStringList &lines, const QString &part)
{
    return !lines.filter(part).isEmpty();
}
