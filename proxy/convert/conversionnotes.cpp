// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/conversionnotes.h"

namespace proxy {

void ConversionNotes::refuse(QByteArrayView field, const Text &why)
{
    if (m_refusal)
        return;
    m_refusal = Error {.code = ErrorCode::NotConvertible,
                       .source = ErrorSource::Client,
                       .retry = Retry::No,
                       .detail = Text::english("%1: %2", {pathOf(field), why})};
}

QString ConversionNotes::pathOf(QByteArrayView field) const
{
    QString path;
    for (const Step &step : m_place) {
        if (!path.isEmpty())
            path += QLatin1Char('.');
        path += QString::fromUtf8(step.field);
        if (step.index < 0)
            continue;
        path += (m_style == PathStyle::Dotted ? QStringLiteral(".%1") : QStringLiteral("[%1]"))
                    .arg(step.index);
    }
    if (!path.isEmpty() && !field.isEmpty())
        path += QLatin1Char('.');
    return path + QString::fromUtf8(field);
}

ConversionNotes::Place::Place(ConversionNotes &notes, QByteArrayView field, int index)
    : m_notes(notes)
{
    m_notes.m_place.push_back({.field = field, .index = index});
}

ConversionNotes::Place::~Place()
{
    m_notes.m_place.pop_back();
}

} // namespace proxy
