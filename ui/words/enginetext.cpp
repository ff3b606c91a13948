// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/enginetext.h"

#include "ui/words/enginecode.h"

namespace ui {

QString engineText(const proxy::Said &said)
{
    using Kind = proxy::Said::Kind;
    switch (said.kind()) {
    case Kind::Words:
        break;
    case Kind::Code:
        return engineCode(said.source());
    case Kind::Sentence:
        return said.text(proxy::Said::tr(said.source().constData()), engineText);
    case Kind::Lines:
        return said.text({}, engineText);
    }
    return said.text();
}

} // namespace ui
