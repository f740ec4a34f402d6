from django.urls import path

from . import views

app_name = "credit-complaints"
urlpatterns = [
    path("credit/complaints/", views.mine, name="mine"),
    path("credit/complaints/file/", views.file, name="file"),
    path("credit/complaints/<uuid:complaint_id>/reopen/", views.reopen, name="reopen"),
    path("bank/complaints/", views.desk, name="desk"),
    path("bank/complaints/<uuid:complaint_id>/", views.complaint, name="complaint"),
    path("bank/complaints/<uuid:complaint_id>/take/", views.take, name="take"),
    path("bank/complaints/<uuid:complaint_id>/put-back/", views.put_back, name="put-back"),
    path("bank/complaints/<uuid:complaint_id>/answer/", views.answer, name="answer"),
    path("bank/complaints/<uuid:complaint_id>/confirm/", views.confirm, name="confirm"),
    path("bank/complaints/<uuid:complaint_id>/back/", views.give_back, name="give-back"),
]
