public import Hummingbird

/// Every route on one page.
extension API {
    /// The longest body of a request, in bytes.
    static let longestBody = 4 << 20

    public func router() -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            VisitorMiddleware(proxies: edge.proxies, isSecure: edge.isSecure)
            RequestMiddleware(logger: logger)
            SecurityHeadersMiddleware()
            AuditMiddleware(audit: audit)
            ErrorMiddleware(logger: logger)
            HostMiddleware(access: access)
            OriginMiddleware(access: access)
            LoginMiddleware(access: logins)
            JSONBodyMiddleware()
            AskerMiddleware()
            AuditPrincipalMiddleware()
        }

        router.get("/", use: root)
        router.get("health", use: healthReport)
        router.get("health/ready", use: readiness)
        router.get("metrics", use: metrics)
        router.get("openapi.json", use: openapi)
        router.get("docs", use: docs)
        router.get("docs/:file", use: docsFile)
        router.get("api/system/metrics", use: systemMetrics)
        router.get("api/dashboard/status", use: dashboardStatus)
        router.get("api/dashboard/agents", use: dashboardAgents)
        router.get("api/usage/daily", use: dailyUsage)
        router.get("api/search", use: search)
        router.post("api/project/load-from-directory", use: loadProject)
        router.get("api/project/directory-info", use: projectInfo)
        router.get("api/teams", use: exportTeam)
        router.post("api/teams", use: applyTeam)

        router.get("api/agents", use: listAgents)
        router.post("api/agents", use: createAgent)
        router.get("api/agents/:id", use: showAgent)
        router.put("api/agents/:id", use: updateAgent)
        router.delete("api/agents/:id", use: deleteAgent)

        router.get("api/tasks", use: listTasks)
        router.post("api/tasks", use: createTask)
        router.post("api/tasks/execute", use: startExecution)
        router.get("api/tasks/:id", use: showTask)
        router.put("api/tasks/:id", use: updateTask)
        router.delete("api/tasks/:id", use: deleteTask)

        router.post("api/execution/start", use: startExecution)
        router.get("api/execution/status", use: listExecutions)
        router.post("api/execution/stop/:id", use: abortExecution)
        router.get("api/execution/:id", use: showExecution)
        router.delete("api/execution/:id", use: deleteExecution)
        router.post("api/execution/:id/pause", use: pauseExecution)
        router.post("api/execution/:id/resume", use: resumeExecution)
        router.post("api/execution/:id/abort", use: abortExecution)
        router.post("api/execution/:id/cancel", use: abortExecution)
        router.post("api/execution/:id/input", use: answerExecution)
        router.post("api/execution/:id/rerun", use: rerunExecution)
        router.get("api/execution/:id/events", use: listExecutionEvents)
        router.get("api/execution/:id/steps", use: listExecutionSteps)

        addWorkflows(to: router)
        addAccess(to: router)
        router.get("api/system/storage", use: storage)
        router.post("api/backup", use: makeBackup)
        router.post("api/restore", use: restoreBackup)
        router.post("api/verify", use: verifyData)
        router.post("api/prune", use: pruneData)

        router.get("api/audit", use: listAudit)
        router.get("api/secrets", use: listSecrets)
        router.post("api/secrets/rotate", use: rotateSecrets)
        router.put("api/secrets/:id", use: putSecret)
        router.delete("api/secrets/:id", use: deleteSecret)

        router.get("api/events", use: streamEvents)
        router.get("ws", use: requireUpgrade)
        router.get("ws/:client", use: requireUpgrade)
        router.get("**", use: webUI)
        assert(OpenAPIDocument.undescribed(router.routes).isEmpty, "\(OpenAPIDocument.undescribed(router.routes))")
        return router
    }

    private func addAccess(to router: Router<APIContext>) {
        router.post("api/auth/login", use: logIn)
        router.post("api/auth/logout", use: logOut)
        router.get("api/auth/me", use: whoAmI)
        router.post("api/auth/ticket", use: issueTicket)
        router.post("api/auth/password", use: changePassword)
        router.get("api/users", use: listUsers)
        router.post("api/users", use: createUser)
        router.put("api/users/:id", use: updateUser)
        router.get("api/tokens", use: listTokens)
        router.post("api/tokens", use: createToken)
        router.delete("api/tokens/:id", use: revokeToken)
    }

    private func addWorkflows(to router: Router<APIContext>) {
        router.get("api/workflows/types", use: listWorkflowTypes)
        router.get("api/workflows/health", use: workflowHealth)
        router.post("api/workflows/analyze", use: analyzeWorkflow)
        router.get("api/workflows/patterns", use: listPatterns)
        router.post("api/workflows/patterns", use: createPattern)
        router.get("api/workflows/patterns/:id", use: showPattern)
        router.put("api/workflows/patterns/:id", use: updatePattern)
        router.delete("api/workflows/patterns/:id", use: deletePattern)
        router.post("api/workflows/execute/:id", use: executePattern)

        router.get("api/workflows/executions", use: listWorkflowExecutions)
        router.get("api/workflows/executions/:id", use: showWorkflowExecution)
        router.delete("api/workflows/executions/:id", use: deleteWorkflowExecution)
        router.post("api/workflows/executions/:id/pause", use: pauseWorkflowExecution)
        router.post("api/workflows/executions/:id/resume", use: resumeWorkflowExecution)
        router.post("api/workflows/executions/:id/abort", use: abortWorkflowExecution)
        router.post("api/workflows/executions/:id/input", use: answerWorkflowExecution)
        router.post("api/workflows/executions/:id/handoff", use: handOverWorkflowExecution)
        router.post("api/workflows/executions/:id/rerun", use: rerunWorkflowExecution)
        router.post("api/workflows/executions/:id/rerun/preview", use: previewRerun)
        router.get("api/workflows/executions/:id/events", use: listWorkflowEvents)
        router.get("api/workflows/executions/:id/steps", use: listWorkflowSteps)
        router.get("api/workflows/communications/:id", use: listCommunications)
    }
}
