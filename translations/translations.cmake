# SPDX-License-Identifier: LicenseRef-Private
# The window's languages, compiled into ui_widgets as :/i18n/llm-proxy_<language>.qm. An ordinary
# build only reads the .ts files; the target update_translations brings them up to the sources.
set(translations_dir ${PROJECT_SOURCE_DIR}/translations)
set(translations
    ${translations_dir}/llm-proxy_de.ts
    ${translations_dir}/llm-proxy_es.ts
    ${translations_dir}/llm-proxy_pl.ts
    ${translations_dir}/llm-proxy_zh_CN.ts)
# The sources speak English; of them only the plural forms are missing.
set(translations_plurals ${translations_dir}/llm-proxy_en.ts)

# Not qt_add_translations: its update target would fill the plurals' file with every string.
qt_add_lrelease(ui_widgets TS_FILES ${translations} ${translations_plurals}
    QM_FILES_OUTPUT_VARIABLE compiled_translations)
qt_add_resources(ui_widgets translations PREFIX /i18n BASE ${CMAKE_CURRENT_BINARY_DIR}
    FILES ${compiled_translations})

# What lupdate reads; the test of the translations takes the same. proxy::Text::english() marks the
# sentences of the engine and of what starts it.
set(LUPDATE_READS -silent -I . -locations none -no-obsolete -tr-function-alias tr+=english
    proxy ui app/desktop app/lifecycle CACHE INTERNAL "")
add_custom_target(update_translations VERBATIM
    COMMAND $<TARGET_FILE:Qt6::lupdate> ${LUPDATE_READS} -ts ${translations}
    COMMAND $<TARGET_FILE:Qt6::lupdate> ${LUPDATE_READS} -pluralonly -ts ${translations_plurals}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Bringing translations/*.ts up to the sources")
