// SPDX-License-Identifier: LicenseRef-Private
#include "ui/host/language.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <memory>

namespace ui {

namespace {

const QString kFolder = QStringLiteral(":/i18n");
const QString kEnglish = QStringLiteral("en");
const QString kOurs = QStringLiteral("language");

/// Null: there is none for @p locale.
std::unique_ptr<QTranslator> loaded(const QLocale &locale, const QString &name,
                                    const QString &folder)
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(locale, name, QStringLiteral("_"), folder))
        translator.reset();
    return translator;
}

void install(QCoreApplication &application, std::unique_ptr<QTranslator> translator)
{
    if (!translator)
        return;
    translator->setParent(&application);
    translator->setObjectName(kOurs);
    QCoreApplication::installTranslator(translator.release());
}

} // namespace

void installLanguage(QCoreApplication &application, const QString &code)
{
    const QLocale wanted = code.isEmpty() ? QLocale::system() : QLocale(code);
    auto ours = loaded(wanted, QStringLiteral("llm-proxy"), kFolder);
    if (!ours)
        ours = loaded(QLocale(kEnglish), QStringLiteral("llm-proxy"), kFolder);
    // A system may list several languages: Qt's texts follow the one that was found for ours.
    const QLocale spoken(ours ? ours->language() : kEnglish);
    // With "as the system" its formats stay, whatever the language.
    QLocale::setDefault(code.isEmpty() ? QLocale::system() : spoken);
    qDeleteAll(application.findChildren<QTranslator *>(kOurs));
    install(application, std::move(ours));
    install(application, loaded(spoken, QStringLiteral("qtbase"),
                                QLibraryInfo::path(QLibraryInfo::TranslationsPath)));
}

QList<std::pair<QString, QString>> carriedLanguages()
{
    QList<std::pair<QString, QString>> languages {{kEnglish, QStringLiteral("English")}};
    const QStringList files =
        QDir(kFolder).entryList({QStringLiteral("llm-proxy_*.qm")}, QDir::Files);
    for (const QString &file : files) {
        const QString code = file.section(u'_', 1).section(u'.', 0, 0);
        if (code != kEnglish)
            languages.append({code, QLocale(code).nativeLanguageName()});
    }
    return languages;
}

} // namespace ui
