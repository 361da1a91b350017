/** The version of this software, as the manifests of days and each report's run.json say who wrote them: that of package.json. */
export const SOFTWARE = '0.2.0'
