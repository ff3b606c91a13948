// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/configloader.h"

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
