// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QUrl>

#include <functional>

class QToolButton;
class QWidget;

namespace ui {

// Links into the manual. Whatever opens links (QDesktopServices, a label with
// openExternalLinks) opens them in the manual's window, as long as there is a ManualDesk.

/// What the addresses of places in the manual begin with.
inline constexpr char kManualScheme[] = "llm-proxy-manual";

/// Returns the address of a page, or of a section of it or a name in one of its tables.
[[nodiscard]] QUrl manualUrl(const QString &page, const QString &section = {});
/// Returns a link in rich text.
[[nodiscard]] QString manualLink(const QString &page, const QString &section, const QString &text);
/// Returns a small button "?" that opens the place. @p subject is what the place is about; the name
/// that screen readers say and the tool tip have it.
[[nodiscard]] QToolButton *makeManualButton(const QUrl &place, const QString &subject,
                                            QWidget *parent = nullptr);
/// Opens the place whenever F1 is pressed inside @p widget.
void explainWithF1(QWidget &widget, std::function<QUrl()> place);

} // namespace ui
