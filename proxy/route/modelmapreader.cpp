// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/modelmapreader.h"

#include "proxy/json/jsonobject.h"

#include <QJsonArray>
#include <QJsonObject>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

Error invalid(const QString &detail)
{
    return {.code = ErrorCode::InvalidConfig, .detail = Text::words(u"model map: "_s + detail)};
}

} // namespace

Result<ModelMap> ModelMapReader::read(const QByteArray &json)
{
    const auto read = readJsonObject(json);
    if (!read)
        return tl::make_unexpected(invalid(u"not a JSON object: "_s + read.error().what.text()));
    const QJsonObject &root = *read;
    if (root["version"_L1].toInt() != 2)
        complain(u"version"_s, u"must be 2"_s);
    const QJsonObject families = root["families"_L1].toObject();
    for (const auto family : {ModelFamily::Anthropic, ModelFamily::OpenAi, ModelFamily::Gemini}) {
        const QString key = QString::fromLatin1(name(family));
        readFamily(m_map.m_families[size_t(family)], key, families[key].toObject());
    }
    readLabels(root["routerLabels"_L1].toObject());
    readMarks(root["difficultyMarks"_L1].toArray());
    if (!m_fault.isEmpty())
        return tl::make_unexpected(invalid(m_fault));
    return m_map;
}

void ModelMapReader::readFamily(ModelMap::Family &family, const QString &key,
                                const QJsonObject &object)
{
    family.prefixes = list(object["prefixes"_L1], key + "/prefixes"_L1);
    if (object.contains("exceptPrefixes"_L1)) {
        family.exceptPrefixes = list(object["exceptPrefixes"_L1], key + "/exceptPrefixes"_L1);
    }
    family.cells[0] = list(object["easy"_L1], key + "/easy"_L1);
    family.cells[2] = list(object["hard"_L1], key + "/hard"_L1);
    family.cells[1] = object.contains("medium"_L1) ? list(object["medium"_L1], key + "/medium"_L1)
                                                   : family.cells[2];
}

void ModelMapReader::readLabels(const QJsonObject &object)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QJsonObject entry = it.value().toObject();
        m_map.m_labels.insert(it.key().toUtf8(),
                              {.family = family(entry["family"_L1], it.key()),
                               .difficulty = difficulty(entry["difficulty"_L1], it.key()),
                               .isModel = entry["isModel"_L1].toBool()});
    }
}

void ModelMapReader::readMarks(const QJsonArray &array)
{
    const QString where = u"difficultyMarks"_s;
    for (const QJsonValue entry : array) {
        m_map.m_marks.append(
            {text(entry["contains"_L1], where), difficulty(entry["difficulty"_L1], where)});
    }
}

QList<QByteArray> ModelMapReader::list(const QJsonValue &value, const QString &where)
{
    QList<QByteArray> texts;
    for (const QJsonValue entry : value.toArray())
        texts.append(text(entry, where));
    if (texts.isEmpty())
        complain(where, u"must be a list of one name or more"_s);
    return texts;
}

QByteArray ModelMapReader::text(const QJsonValue &value, const QString &where)
{
    QByteArray text = value.toString().toUtf8();
    if (text.isEmpty())
        complain(where, u"must be a text that is not empty"_s);
    return text;
}

Difficulty ModelMapReader::difficulty(const QJsonValue &value, const QString &where)
{
    const auto difficulty = difficultyFromLabel(value.toString().toUtf8());
    if (difficulty && *difficulty != Difficulty::NeedsInfo)
        return *difficulty;
    complain(where, u"difficulty must be easy, medium or hard"_s);
    return Difficulty::None;
}

ModelFamily ModelMapReader::family(const QJsonValue &value, const QString &where)
{
    for (const auto family : {ModelFamily::Anthropic, ModelFamily::OpenAi, ModelFamily::Gemini}) {
        if (value.toString() == QLatin1StringView(name(family)))
            return family;
    }
    complain(where, u"family must be anthropic, openai or gemini"_s);
    return ModelFamily::Other;
}

void ModelMapReader::complain(const QString &where, const QString &what)
{
    if (m_fault.isEmpty())
        m_fault = where + u' ' + what;
}

} // namespace proxy
