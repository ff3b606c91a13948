// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configsources.h"
#include "proxy/config/jsonfile.h"
#include "proxy/config/nearestname.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

/// Lays one JSON file's values over the assembly, section by section.
class JsonLayer
{
public:
    JsonLayer(ConfigAssembly &assembly, const JsonFile &file, QString path, ConfigSource source)
        : m_assembly(assembly)
        , m_file(file)
        , m_path(std::move(path))
        , m_source(source)
    { }

    void take()
    {
        if (m_file.fault) {
            m_assembly.error(where(m_file.fault->line), {}, m_file.fault->problem);
            return;
        }
        for (const QString &repeated : m_file.repeated)
            m_assembly.error(where(m_file.lineOf(repeated)), repeated,
                             Text::english("stands there more than once"));
        takeSection(m_file.root, {});
    }

private:
    void takeSection(const QJsonObject &section, const QString &prefix)
    {
        for (auto entry = section.begin(); entry != section.end(); ++entry) {
            const QString path = prefix + entry.key();
            if (path != "$schema"_L1)
                takeEntry(path, entry.value());
        }
    }

    void takeEntry(const QString &path, const QJsonValue &value)
    {
        const Text place = where(m_file.lineOf(path));
        if (const Setting *setting = settingAt(path))
            m_assembly.takeJson(*setting, value, m_source, place);
        else if (!isSection(path))
            m_assembly.warn(place, path, unknown(path));
        else if (value.isObject())
            takeSection(value.toObject(), path + u'.');
        else if (!value.isNull())
            m_assembly.error(place, path, Text::english("is not an object"),
                             Text::english("an object of settings"));
    }

    [[nodiscard]] static const Setting *settingAt(const QString &path)
    {
        const auto &rows = settings();
        const auto found = std::find_if(rows.begin(), rows.end(),
                                        [&](const Setting &row) { return row.jsonPath == path; });
        return found == rows.end() ? nullptr : &*found;
    }

    [[nodiscard]] static bool isSection(const QString &path)
    {
        const auto &rows = settings();
        return std::any_of(rows.begin(), rows.end(), [&](const Setting &row) {
            return row.jsonPath.startsWith(path + u'.');
        });
    }

    [[nodiscard]] static Text unknown(const QString &path)
    {
        QStringList known;
        for (const Setting &row : settings()) {
            known << row.jsonPath;
            known << row.jsonPath.section(u'.', 0, -2);
        }
        const QString nearest = nearestName(path, known);
        return nearest.isEmpty()
                   ? Text::english("is not a known setting")
                   : Text::english("is not a known setting; did you mean %1?", {nearest});
    }

    [[nodiscard]] Text where(int line) const { return placeIn(m_path, line); }

    ConfigAssembly &m_assembly;
    const JsonFile &m_file;
    QString m_path;
    ConfigSource m_source;
};

} // namespace

void takeDefaults(ConfigAssembly &assembly)
{
    const QString path = u":/llm-proxy/defaults.json"_s;
    const auto content = readConfigFile(path);
    Q_ASSERT(content && content->has_value());
    const JsonFile file = parseJsonFile(content->value_or(QByteArray()));
    JsonLayer(assembly, file, path, ConfigSource::Default).take();
    Q_ASSERT(!assembly.hasErrors());
    for (const Setting &setting : settings())
        assembly.config.sources.insert(setting.key, ConfigSource::Default);
}

void takeConfigFile(ConfigAssembly &assembly, const ConfigPaths &paths)
{
    const QString &path = paths.configFile;
    const auto content = readConfigFile(path);
    if (!content)
        assembly.error(Text::words(path), {}, content.error().detail);
    else if (content->has_value())
        JsonLayer(assembly, parseJsonFile(**content), path, ConfigSource::ConfigFile).take();
    else if (paths.configFileRequired)
        assembly.error(Text::words(path), {},
                       Text::english("does not exist, but LLM_PROXY_CONFIG names it"));
}

} // namespace proxy
