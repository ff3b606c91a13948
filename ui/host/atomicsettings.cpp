// SPDX-License-Identifier: LicenseRef-Private
#include "ui/host/atomicsettings.h"

#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

#include <cerrno>
#include <unistd.h>

namespace ui {

namespace {

QString iniIn(const QTemporaryDir &folder)
{
    return folder.filePath(QStringLiteral("settings.ini"));
}

QSettings::SettingsMap parsed(const QByteArray &text)
{
    QSettings::SettingsMap map;
    const QTemporaryDir folder;
    QFile file(iniIn(folder));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush())
        return map;
    file.close();
    const QSettings ini(iniIn(folder), QSettings::IniFormat);
    for (const QString &key : ini.allKeys())
        map.insert(key, ini.value(key));
    return map;
}

/// Qt offers its text only by way of a file.
QByteArray textOf(const QSettings::SettingsMap &map)
{
    const QTemporaryDir folder;
    {
        QSettings ini(iniIn(folder), QSettings::IniFormat);
        for (auto setting = map.begin(); setting != map.end(); ++setting)
            ini.setValue(setting.key(), setting.value());
    }
    QFile file(iniIn(folder));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool read(QIODevice &device, QSettings::SettingsMap &map)
{
    const QByteArray text = device.readAll();
    map = parsed(text);
    return !map.isEmpty() || text.trimmed().isEmpty();
}

/// Called with a file beside the real one, which replaces it if this returns true.
bool write(QIODevice &device, const QSettings::SettingsMap &map)
{
    const QByteArray text = textOf(map);
    // The folder of the way round can be full itself.
    if (parsed(text).size() != map.size())
        return false;
    auto *file = qobject_cast<QFileDevice *>(&device);
    return file != nullptr && file->write(text) == text.size() && file->flush()
           && (::fsync(file->handle()) == 0 || errno == EINVAL || errno == ENOTSUP);
}

} // namespace

void useAtomicSettings()
{
    // The ending that Qt's own format has on Unix.
    const QSettings::Format format = QSettings::registerFormat(QStringLiteral("conf"), read, write);
    if (format != QSettings::InvalidFormat)
        QSettings::setDefaultFormat(format);
}

} // namespace ui
